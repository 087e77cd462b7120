// The peer that is written by hand: fastify, mercurius with its JIT and its loaders, and SQL through pg.
import { readFileSync } from 'node:fs'

import Fastify from 'fastify'
import mercurius from 'mercurius'

import { options, sayWhere, stopOnSignal } from '../options.mjs'
import { viewerOf } from '../viewer.mjs'
import { makeDatabase } from './database.mjs'
import { loaders } from './loaders.mjs'
import { resolvers } from './resolvers.mjs'

const database = makeDatabase(options)
const app = Fastify({ logger: false })

app.register(mercurius, {
  schema: readFileSync(new URL('schema.graphql', import.meta.url), 'utf8'),
  resolvers,
  loaders,
  // Compiles a document the second time that it comes.
  jit: 1,
  context: (request) => ({ database, viewer: viewerOf(request.headers) }),
})

await app.listen(options)
sayWhere(app.server.address())
stopOnSignal(async () => {
  await app.close()
  await database.end()
})
