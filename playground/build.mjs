// Builds the page into a folder: hashed files in `assets/`, packed with Brotli beside them, and `index.html`, which names them.
//   node build.mjs FOLDER          (playground/dist where none is named)
import { createHash } from 'node:crypto'
import { readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { dirname, extname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress, constants } from 'node:zlib'

import { build } from 'esbuild'

import { graphiql } from './build/graphiql.mjs'
import { licences } from './build/licences.mjs'
import { questions } from './build/questions.mjs'

const HERE = dirname(fileURLToPath(import.meta.url))
const OUT = resolve(process.argv[2] ?? join(HERE, 'dist'))

/** Where files are found from a page at /playground. */
const PUBLIC = '/playground/assets/'

/** What is packed, and how hard: once for all who ask. */
const PACKED = new Set(['.js', '.css', '.ttf', '.txt'])
const QUALITY = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }

const COMMON = {
  absWorkingDir: HERE,
  bundle: true,
  minify: true,
  metafile: true,
  outdir: join(OUT, 'assets'),
  publicPath: PUBLIC,
  target: 'es2022',
  entryNames: '[name]-[hash]',
  chunkNames: '[name]-[hash]',
  assetNames: '[name]-[hash]',
  loader: { '.ttf': 'file', '.svg': 'file' },
  legalComments: 'none', // all of it is in the licences
  logLevel: 'warning',
}

/** The name that each entry point got. */
function names({ metafile }) {
  const outputs = Object.entries(metafile.outputs).filter(([, output]) => output.entryPoint)
  return Object.fromEntries(outputs.map(([path, output]) => [output.entryPoint, path.split('/').at(-1)]))
}

await rm(OUT, { recursive: true, force: true })

// what the editor does beside the page: completion and validation
const WORKERS = {
  editor: 'node_modules/monaco-editor/esm/vs/editor/editor.worker.js',
  json: 'node_modules/monaco-editor/esm/vs/language/json/json.worker.js',
  graphql: 'node_modules/monaco-graphql/esm/graphql.worker.js',
}
const beside = await build({ ...COMMON, entryPoints: Object.values(WORKERS), format: 'iife' })
const workers = names(beside)
const workerAddresses = Object.fromEntries(Object.entries(WORKERS).map(([label, path]) => [label, PUBLIC + workers[path]]))

const page = await build({
  ...COMMON,
  entryPoints: ['src/main.tsx'],
  format: 'esm',
  splitting: true,
  jsx: 'automatic',
  define: { WORKERS: JSON.stringify(workerAddresses), 'process.env.NODE_ENV': '"production"' },
  plugins: [graphiql(HERE), questions(HERE)],
})
const script = names(page)['src/main.tsx']
const style = Object.values(page.metafile.outputs)
  .find((output) => output.entryPoint === 'src/main.tsx')
  .cssBundle.split('/')
  .at(-1)

const text = await licences(HERE, [beside, page])
const licence = `licences-${createHash('sha256').update(text).digest('hex').slice(0, 8)}.txt`
await writeFile(join(OUT, 'assets', licence), text)

const template = await readFile(join(HERE, 'src/index.html'), 'utf8')
const filled = [
  ['SCRIPT', script],
  ['STYLE', style],
  ['LICENCES', licence],
]
await writeFile(
  join(OUT, 'index.html'),
  filled.reduce((html, [place, name]) => html.replace(place, PUBLIC + name), template),
)

const pack = promisify(brotliCompress)
const files = await readdir(join(OUT, 'assets'))
await Promise.all(
  files
    .filter((name) => PACKED.has(extname(name)))
    .map(async (name) => {
      const path = join(OUT, 'assets', name)
      await writeFile(`${path}.br`, await pack(await readFile(path), QUALITY))
    }),
)
