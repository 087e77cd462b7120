// Whether the peers answer as our server does: the same rows in the same order, with the same texts.
//
//   BENCH_MEMBER=TOKEN node check.mjs --server ADDRESS:PORT --mercurius ADDRESS:PORT --postgraphile ADDRESS:PORT
//
// Ends with exit code 1 where they differ, and says where.
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'

import { differences } from './compare.mjs'
import { inOurShapes, uuid, withUuids } from './postgraphile/shapes.mjs'

const { values: options } = parseArgs({
  options: {
    server: { type: 'string' },
    mercurius: { type: 'string' },
    postgraphile: { type: 'string' },
    // How many initiatives are looked at in detail, for each viewer.
    details: { type: 'string', default: '200' },
  },
})
const token = process.env.BENCH_MEMBER
if (!token || !options.server || !options.mercurius || !options.postgraphile) {
  console.error('check: needs --server, --mercurius, --postgraphile, and a token with the role MEMBER in BENCH_MEMBER')
  process.exit(2)
}

const read = (path) => readFileSync(new URL(path, import.meta.url), 'utf8')
const documents = (folder) =>
  Object.fromEntries(
    ['front-page', 'portfolio-page', 'detail-page', 'groups-by-status', 'groups-by-target'].map((name) => [
      name.replace('-page', ''),
      read(`${folder}/${name}.graphql`),
    ]),
  )

const byToken = (viewer) => (viewer === 'member' ? { authorization: `Bearer ${token}` } : {})
const byHeader = (viewer) => ({ 'x-viewer': viewer })
const same = (value) => value
const ours = documents('../queries')

const server = { name: 'server', address: options.server, documents: ours, headers: byToken, id: same }
const peers = [
  { name: 'mercurius', address: options.mercurius, documents: ours, headers: byHeader, id: same, shapes: [same, same] },
  {
    name: 'PostGraphile',
    address: options.postgraphile,
    documents: documents('postgraphile/queries'),
    headers: byHeader,
    id: uuid,
    shapes: [withUuids, inOurShapes],
  },
]

async function ask({ name, address, documents, headers }, page, viewer, variables) {
  const response = await fetch(`http://${address}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json', ...headers(viewer) },
    body: JSON.stringify({ query: documents[page], variables }),
  })
  const answer = await response.json()
  if (response.status !== 200 || answer.errors) {
    throw new Error(`${name} on the ${page} page: ${response.status} ${JSON.stringify(answer.errors ?? answer)}`)
  }
  return answer.data
}

const tally = { answers: 0, values: 0 }
let differing = 0

function compare(peer, what, ours, theirs, order = same) {
  tally.answers += 1
  const [asUuids, asOurs] = peer.shapes
  const found = differences(order(asUuids(ours)), order(asOurs(theirs)), tally)
  if (found.length === 0) return
  differing += 1
  console.error(`${peer.name} differs on ${what}:`)
  for (const line of found.slice(0, 10)) console.error(`  ${line}`)
  if (found.length > 10) console.error(`  and ${found.length - 10} more`)
}

/** Follows the portfolio on all servers at once, as far as a reader would; each has cursors of its own. */
async function portfolio(viewer) {
  const after = new Map()
  for (let number = 1; number <= 10; number += 1) {
    const page = await ask(server, 'portfolio', viewer, { after: after.get(server) })
    for (const peer of peers) {
      const theirs = await ask(peer, 'portfolio', viewer, { after: after.get(peer) })
      compare(peer, `page ${number} of the portfolio for ${viewer}`, page, theirs)
      after.set(peer, theirs.initiatives.pageInfo.endCursor)
    }
    after.set(server, page.initiatives.pageInfo.endCursor)
    if (!page.initiatives.pageInfo.hasNextPage) return
  }
}

/** The ids of the oldest and of the newest initiatives that a member sees. */
async function initiatives() {
  const documents = {
    ids: `query Ids($direction: OrderDirection!, $first: Int!, $after: String) {
      initiatives(first: $first, after: $after, orderBy: [{ field: ID, direction: $direction }]) {
        pageInfo { hasNextPage endCursor }
        nodes { id }
      }
    }`,
  }
  const ids = new Set()
  for (const direction of ['ASC', 'DESC']) {
    let left = Math.ceil(Number(options.details) / 2)
    let after = null
    while (left > 0) {
      const variables = { direction, first: Math.min(left, 100), after }
      const page = (await ask({ ...server, documents }, 'ids', 'member', variables)).initiatives
      for (const { id } of page.nodes) ids.add(id)
      left = page.pageInfo.hasNextPage ? left - page.nodes.length : 0
      after = page.pageInfo.endCursor
    }
  }
  if (ids.size === 0) throw new Error('there is no initiative to look at')
  return ids
}

/** Groups come in any order. */
function inOrder({ initiativeGroups }) {
  return { initiativeGroups: initiativeGroups.map((group) => JSON.stringify(group)).sort() }
}

const ids = await initiatives()
for (const viewer of ['member', 'anonymous']) {
  const now = { now: `${new Date().toISOString().slice(0, 10)}T00:00:00Z` }
  const front = await ask(server, 'front', viewer, now)
  for (const peer of peers) compare(peer, `the front page for ${viewer}`, front, await ask(peer, 'front', viewer, now))
  await portfolio(viewer)
  for (const page of ['groups-by-status', 'groups-by-target']) {
    const groups = await ask(server, page, viewer)
    for (const peer of peers) compare(peer, `${page} for ${viewer}`, groups, await ask(peer, page, viewer), inOrder)
  }
  // Nobody signed in is asked for those that only members see, too: there is no such thing, all servers must say.
  for (const id of ids) {
    const detail = await ask(server, 'detail', viewer, { id })
    for (const peer of peers) {
      compare(peer, `${id} for ${viewer}`, detail, await ask(peer, 'detail', viewer, { id: peer.id(id) }))
    }
  }
}

console.error(`${tally.answers} answers with ${tally.values} values compared, ${differing} differ`)
process.exit(differing > 0 ? 1 : 0)
