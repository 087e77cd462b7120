// The schema, made from the tables that the roles may read.
import { PgManyToManyPreset } from '@graphile-contrib/pg-many-to-many'
import { PgSimplifyInflectionPreset } from '@graphile/simplify-inflection'
import { makePgService } from 'postgraphile/adaptors/pg'
import { PostGraphileAmberPreset } from 'postgraphile/presets/amber'
import { PostGraphileConnectionFilterPreset } from 'postgraphile-plugin-connection-filter'

import { viewerOf } from '../viewer.mjs'
import { Fields } from './fields.mjs'
import { poolForEachRole, roles, settingsOfRole } from './roles.mjs'

export function makePreset(options) {
  const { databaseUrl, databaseConnections } = options
  const contextOf = options.poolForEachRole ? poolForEachRole(options) : settingsOfRole
  return {
    extends: [
      PostGraphileAmberPreset,
      PgSimplifyInflectionPreset,
      PgManyToManyPreset,
      PostGraphileConnectionFilterPreset,
    ],
    plugins: [Fields],
    pgServices: [
      makePgService({
        connectionString: databaseUrl,
        poolConfig: { max: databaseConnections },
        schemas: ['public'],
        // The schema holds what a member may read, and no mutations.
        pgSettingsForIntrospection: { role: roles.member },
      }),
    ],
    grafserv: {
      graphiql: false,
      watch: false,
      websockets: false,
      outputDataAsString: true,
    },
    grafast: {
      explain: false,
      context: ({ node }) => contextOf(viewerOf(node.req.headers)),
    },
    schema: {
      connectionFilterComputedColumns: false,
      connectionFilterSetofFunctions: false,
      connectionFilterArrays: false,
    },
  }
}
