// What a peer is started with: the same arguments as our server.
import { parseArgs } from 'node:util'

const { values } = parseArgs({
  options: {
    listen: { type: 'string', default: '127.0.0.1:0' },
    'database-url': { type: 'string' },
    // As many as our server opens by default.
    'database-connections': { type: 'string', default: '16' },
    // PostGraphile only: see postgraphile/roles.mjs.
    'pool-for-each-role': { type: 'boolean', default: false },
  },
})

if (!values['database-url']) {
  console.error('--database-url is missing: postgres://USER:PASSWORD@HOST/NAME')
  process.exit(2)
}

const [host, port] = values.listen.split(':')

export const options = {
  host,
  port: Number(port),
  databaseUrl: values['database-url'],
  databaseConnections: Number(values['database-connections']),
  poolForEachRole: values['pool-for-each-role'],
}

/** Ends the process cleanly, as the benchmark ends it. */
export function stopOnSignal(stop) {
  for (const signal of ['SIGTERM', 'SIGINT']) {
    process.once(signal, () => stop().then(() => process.exit(0)))
  }
}

/** Says where the peer listens, in the words of our server, so that one script starts them all. */
export function sayWhere({ address, port }) {
  console.error(`listening on http://${address}:${port}`)
}
