// Sends the server requests made at random, and those that once broke it:
//   TOKENS='{"MEMBER":"…"}' node fuzz.mjs ADDRESS --seconds 60 [--seed N] [--pid PID]
// What must hold: no 5xx but UNAVAILABLE, no answer beyond its size and its time, the server alive, its memory flat.
// A request that breaks one of these is written to corpus/, from which every later run sends it first.
import { createHash } from 'node:crypto'
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { Agent, request as httpRequest } from 'node:http'
import { parseArgs } from 'node:util'
import { buildSchema } from 'graphql'
import { documents, mangled } from './documents.mjs'
import { choices } from './random.mjs'
import { routes } from './routes.mjs'
import { texts } from './texts.mjs'
import { tokens } from './tokens.mjs'

const MOST_BYTES = 17 * 1024 * 1024
const MOST_SECONDS = 20
const MOST_GROWTH = 256 * 1024
const AT_ONCE = 4
const CORPUS = new URL('corpus/', import.meta.url)

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seconds: { type: 'string', default: '60' }, seed: { type: 'string' }, pid: { type: 'string' } },
})
const [address] = positionals
if (!address) {
  console.error('usage: node fuzz.mjs ADDRESS [--seconds N] [--seed N] [--pid PID]')
  process.exit(2)
}
const seed = Number(values.seed ?? Date.now() % 2 ** 32)
const random = choices(seed)
const good = JSON.parse(process.env.TOKENS ?? '{}')
const { hostname, port } = new URL(address)
const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE })
const ids = new Map()

const unheard = () => {}

/** Sends it; the answer's status, text, and the seconds that it took. A connection that was closed meanwhile is opened anew. */
function send({ method, path, headers = {}, body, authorization }, connections = agent) {
  const began = process.hrtime.bigint()
  return new Promise((resolve) => {
    const done = (answer) => resolve({ ...answer, seconds: Number(process.hrtime.bigint() - began) / 1e9 })
    let sent
    try {
      const all = authorization === undefined ? headers : { ...headers, authorization }
      sent = httpRequest({ agent: connections, hostname, port, method, path, headers: all })
    } catch (error) {
      return done({ unsent: error.code })
    }
    // one that is closed after an answer that did not wait for the whole request: the next request tells what is wrong
    sent.on('socket', (socket) => socket.listenerCount('error', unheard) || socket.on('error', unheard))
    sent.setTimeout(2 * MOST_SECONDS * 1000, () => sent.destroy(new Error('no answer')))
    sent.on('error', (error) => {
      if (!sent.reusedSocket) return done({ error: error.message })
      send({ method, path, headers, body, authorization }, false).then(resolve)
    })
    sent.on('response', (response) => {
      const parts = []
      let bytes = 0
      response.on('data', (part) => {
        bytes += part.length
        if (bytes <= MOST_BYTES) parts.push(part)
      })
      response.on('error', (error) => done({ error: error.message }))
      response.on('end', () => done({ status: response.statusCode, bytes, text: Buffer.concat(parts).toString() }))
    })
    sent.end(body)
  })
}

/** What is wrong with the answer, if anything is. */
function wrong(answer) {
  if (answer.unsent) return undefined
  if (answer.error) return `no answer: ${answer.error}`
  if (answer.status >= 500 && !(answer.status === 503 && /UNAVAILABLE|not ready/.test(answer.text))) return `status ${answer.status}`
  if (answer.text.includes('INTERNAL_ERROR"')) return 'INTERNAL_ERROR'
  if (answer.bytes > MOST_BYTES) return `${answer.bytes} bytes`
  if (answer.seconds > MOST_SECONDS) return `${answer.seconds.toFixed(1)} s`
  return undefined
}

function learn(text) {
  for (const [whole, prefix] of text.matchAll(/\b([a-z]+(?:_[a-z]+)*)_[0-9a-z]{26}\b/g)) {
    const known = ids.get(prefix) ?? new Set()
    if (known.size < 50) known.add(whole)
    ids.set(prefix, known)
  }
}

/** Kilobytes that the server holds. */
function memory() {
  if (!values.pid) return 0
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${values.pid}/status`, 'utf8'))?.[1] ?? 0)
}

const post = (body, more = {}) => ({
  method: 'POST',
  path: '/graphql',
  headers: { 'content-type': 'application/json', ...more },
  body: typeof body === 'string' ? body : JSON.stringify(body),
})

const schema = buildSchema((await send({ method: 'GET', path: '/schema.graphql' })).text, { assumeValidSDL: true })
const types = Object.keys(schema.getTypeMap())
const operation = documents(schema, random, ids)
const route = routes(random, ids, types)
const authorization = tokens(good, random)

function made() {
  if (random.often(15)) return route()
  const asked = operation(random.often(40) ? 'mutation' : 'query')
  if (random.often(10)) asked.query = mangled(asked.query, random)
  const text = JSON.stringify(asked)
  const more = random.often(5) ? { 'idempotency-key': `"${random.below(50)}"` } : {}
  if (random.often(3)) return post(mangled(text, random), more)
  if (random.often(3)) {
    return { method: 'GET', path: `/graphql?query=${encodeURIComponent(asked.query.toWellFormed()).slice(0, 6000)}` }
  }
  return { ...post(text, more), path: random.often(4) ? '/graphql/cost' : '/graphql' }
}

const failures = []

/** Notes the failure, and keeps the request for later runs. */
function keep(request, fault, role) {
  const { authorization: _, ...kept } = request
  const text = JSON.stringify({ role, ...kept }, null, 1)
  const name = `${createHash('sha256').update(text).digest('hex').slice(0, 12)}.json`
  writeFileSync(new URL(name, CORPUS), text + '\n')
  failures.push(fault)
  console.log(`${fault} (corpus/${name}): ${request.method} ${request.path.slice(0, 300)} ${String(request.body ?? '').slice(0, 600)}`)
}

// what once broke it
const known = readdirSync(CORPUS).filter((name) => name.endsWith('.json')).sort()
for (const name of known) {
  const { role, ...request } = JSON.parse(readFileSync(new URL(name, CORPUS), 'utf8'))
  const fault = wrong(await send({ ...request, authorization: role && `Bearer ${good[role]}` }))
  if (fault) failures.push(fault) && console.log(`${fault} (corpus/${name})`)
}

// ids of everything that there is to see
const lists = Object.values(schema.getQueryType().getFields()).filter((field) => String(field.type).endsWith('Connection!'))
for (const { name, args } of lists) {
  if (args.some((argument) => String(argument.type).endsWith('!') && argument.defaultValue === undefined)) continue
  const asked = post({ query: `{ ${name}(first: 30) { nodes { __typename ... on Node { id } } } }` })
  learn((await send({ ...asked, authorization: `Bearer ${good.ADMINISTRATOR}` })).text)
}

// each text in each kind of place for one
const places = [
  'search(query: $t) { totalCount }', 'people(search: $t) { totalCount }', 'organisation(slug: $t) { id }', 'news(after: $t) { totalCount }',
  'initiatives(where: { title: { contains: $t } }) { totalCount }', 'initiatives(where: { title: { startsWith: $t } }) { totalCount }',
  'organisations(where: { slug: { oneOf: [$t] } }) { totalCount }', 'news(where: { title: { eq: $t } }) { totalCount }',
]
for (const text of texts) {
  for (const place of places) {
    const asked = post({ query: `query F($t: String!) { ${place} }`, variables: { t: text } })
    const fault = wrong(await send(asked))
    if (fault) keep(asked, fault)
  }
}

const roleOf = (header) => Object.keys(good).find((role) => header === `Bearer ${good[role]}`)
const end = Date.now() + Number(values.seconds) * 1000
const statuses = new Map()
const codes = new Map()
let sent = 0
let warm = 0

async function caller() {
  while (Date.now() < end && failures.length < 20) {
    const request = { ...made(), authorization: authorization() }
    const answer = await send(request)
    const fault = wrong(answer)
    if (fault) keep(request, fault, roleOf(request.authorization))
    if (answer.text && answer.bytes < 100_000) learn(answer.text)
    statuses.set(answer.status ?? answer.unsent ?? 'none', (statuses.get(answer.status ?? answer.unsent ?? 'none') ?? 0) + 1)
    sent += 1
    const code = /"code":"([A-Z_]+)"/.exec(answer.text ?? '')?.[1] ?? (answer.status === 200 ? 'none' : undefined)
    if (code) codes.set(code, (codes.get(code) ?? 0) + 1)
    if (!warm && Date.now() > end - Number(values.seconds) * 500) warm = memory()
  }
}
await Promise.all(Array.from({ length: AT_ONCE }, caller))

const live = await send({ method: 'GET', path: '/health/live' })
if (live.status !== 200) failures.push('it is not alive')
const grown = memory() - warm
if (grown > MOST_GROWTH) failures.push(`${grown} KiB more memory in the second half`)
agent.destroy()

const told = (counts) => [...counts].sort().map(([what, count]) => `${what} ${count}`).join(', ')
console.log(`seed ${seed}: ${sent} requests (${told(statuses)}; codes: ${told(codes)}), ${known.length} known ones; memory ${warm} KiB half-way, ${grown} more at the end`)
for (const fault of failures.filter((fault) => /memory|alive/.test(fault))) console.log(fault)
console.log(`${known.length + 1 - (failures.length > 0)} passed, ${failures.length} failed`)
process.exitCode = failures.length > 0 ? 1 : 0
