// On whose behalf a request reads: its role in the database, by which row level security goes.
import pg from 'pg'
import { makePgAdaptorWithPgClient } from 'postgraphile/adaptors/pg'

export const roles = { anonymous: 'peer_anonymous', member: 'peer_member' }

/**
 * As PostGraphile's documentation has it, for any number of roles and settings: each statement comes in a transaction,
 * which begins by setting the role.
 */
export function settingsOfRole(viewer) {
  return { pgSettings: { role: roles[viewer] } }
}

/**
 * What is possible where roles are few: a pool for each, whose connections have the role from the start. It saves three
 * round trips for each statement.
 */
export function poolForEachRole({ databaseUrl, databaseConnections }) {
  const clients = Object.entries(roles).map(([viewer, role]) => {
    const pool = new pg.Pool({ connectionString: databaseUrl, max: databaseConnections, options: `-c role=${role}` })
    return [viewer, makePgAdaptorWithPgClient(pool)]
  })
  const byViewer = Object.fromEntries(clients)
  return (viewer) => ({ pgSettings: null, withPgClient: byViewer[viewer] })
}
