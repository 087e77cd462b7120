// Requests to the routes beside GraphQL, with paths, parameters and headers that may not be right.
import { dates, texts } from './texts.mjs'

const kinds = ['initiatives', 'missions', 'challenges', 'decisions', 'contributions', 'news', 'events', 'organisations', 'people', 'nonsense']
const conditions = ['{}', '{"not":{}}', '{"or":[]}', '{"title":{"contains":"a"}}', '{"id":{"eq":"x"}}', '[]', '{"a":', 'null']
const orders = ['[]', '[{"field":"CREATED_AT","direction":"DESC"}]', '{"field":"TITLE"}', 'TITLE']

const parameters = {
  where: conditions,
  orderBy: orders,
  search: ['skola', 'a b c d e f g h i j k l m n o p'],
  language: ['SV', 'EN', 'sv', 'xx'],
  delimiter: ['comma', 'tab', ';'],
  mine: ['true', 'false', '1'],
  team: [],
  focusArea: ['alla-barn-och-unga-lyckas'],
  since: dates,
  query: ['{ __typename }', '{ organisations { nodes { name } } }', 'mutation { updateCollaboration }', '{'],
  variables: ['{}', '{"a":1}', '[', 'null'],
  operationName: ['F'],
  extensions: ['{}', '{"persistedQuery":{"version":1,"sha256Hash":"00"}}'],
  fileName: ['plan.pdf', 'plan.exe', 'a\r\nb'],
}

const headers = {
  accept: ['*/*', 'application/graphql-response+json', 'text/turtle', 'text/html;q=0', ',,,;;', 'a/b;q=2'],
  'accept-language': ['sv', 'en', 'sv;q=0, *', 'x-y-z, , ;q='],
  'accept-encoding': ['gzip', 'br', 'identity;q=0', '*'],
  'content-type': ['application/json', 'application/json; charset=utf-16', 'text/plain', 'multipart/form-data; boundary=x', 'application/pdf', 'image/png', ';'],
  range: ['bytes=0-', 'bytes=-1', 'bytes=5-1', 'bytes=0-0,2-3,0-', 'bytes=99999999999999999999-', 'lines=1'],
  'if-match': ['*', '"x"', 'W/"x"', '"', ','],
  'if-none-match': ['*', '"x"', 'W/"x", "y"', 'x'],
  'if-range': ['"x"', 'Mon, 30 Nov 2026 00:00:00 GMT'],
  'content-digest': ['sha-256=:AAAA:', 'sha-256=x', ':::'],
  'idempotency-key': ['"k"', 'k', '', 'k'.repeat(5000)],
  'x-request-id': ['a', 'a b', 'a'.repeat(3000)],
  forwarded: ['for=127.0.0.1', 'for="[::1]:x"', ';;;'],
  'x-forwarded-for': ['127.0.0.1', 'x, y', ''],
  origin: ['null', 'http://127.0.0.1:9'],
  host: ['', 'a b', 'x'.repeat(500)],
}

/** Makes requests to all that is served beside `/graphql`. */
export function routes(random, ids, types) {
  const { below, often, one } = random
  const id = () => (often(20) ? one(texts) : one([...ids.values()].flatMap((known) => [...known]).concat('document_01h455vb4pex5vsknk084sn02q')))
  const paths = [
    () => '/graphql',
    () => '/graphql/cost',
    () => '/calendar.ics',
    () => `/calendar/${one([one(texts), 'a'.repeat(43)])}`,
    () => '/news.atom',
    () => `/export/${one(kinds)}.${one(['csv', 'jsonl', 'xlsx', ''])}`,
    () => `/documents/${id()}`,
    () => `/documents/${id()}/versions/${one([1, 0, -1, 99999999999, 'x'])}`,
    () => '/dcat',
    () => '/schema.graphql',
    () => '/schema',
    () => `/schema/${one([one(types), one(texts)])}`,
    () => '/playground',
    () => `/playground/assets/${one(texts)}`,
    () => '/.well-known/oauth-protected-resource',
    () => '/health/ready',
    () => `/${one(texts)}`,
  ]
  const encoded = (path) => path.split('/').map((part) => encodeURIComponent(part.toWellFormed())).join('/')
  const parameter = () => {
    const name = often(5) ? one(texts) : one(Object.keys(parameters))
    const given = often(30) || !parameters[name]?.length ? one([one(texts), id()]) : one(parameters[name])
    return `${encodeURIComponent(String(name).toWellFormed())}=${encodeURIComponent(String(given).toWellFormed().slice(0, 3000))}`
  }
  return () => {
    const asked = Array.from({ length: below(4) }, parameter)
    const given = Array.from({ length: below(4) }, () => one(Object.keys(headers))).map((name) => [name, one(headers[name])])
    const method = one(['GET', 'GET', 'GET', 'HEAD', 'POST', 'PUT', 'OPTIONS', 'DELETE', 'PATCH'])
    const path = encoded(one(paths)()).slice(0, 4000) + (asked.length ? `?${asked.join('&')}` : '')
    const body = ['POST', 'PUT', 'PATCH'].includes(method) ? one([one(texts), '%PDF-1.7\n', '{"query":"{ __typename }"}', '[]', '\ufeff{}']) : undefined
    return { method, path, headers: Object.fromEntries(given), body }
  }
}
