// The peer that is generated: PostGraphile over the tables.
import { createServer } from 'node:http'

import { postgraphile } from 'postgraphile'
import { grafserv } from 'postgraphile/grafserv/node'

import { options, sayWhere, stopOnSignal } from '../options.mjs'
import { makePreset } from './preset.mjs'

const made = postgraphile(makePreset(options))
// Connections are kept as long as fastify keeps them.
const server = createServer({ keepAliveTimeout: 72_000 })
await made.createServ(grafserv).addTo(server)
// Ready to answer before it says so.
await made.getSchema()

server.listen(options.port, options.host, () => sayWhere(server.address()))
stopOnSignal(async () => {
  server.closeAllConnections()
  await new Promise((closed) => server.close(closed))
  await made.release()
})
