// What GraphiQL lacks. It speaks English alone: its texts are written into its modules, and each of those that
// `graphiql-sv.json` knows is replaced by a call that gives it in the reader's language. And some of it shuts readers out, which
// is mended. What is no longer where it was ends the build, so that an update of GraphiQL cannot undo half of it.
import { readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'

/** In each module, what stands there and what is to. */
const MENDED = {
  // tabs that hold buttons are no tabs to a screen reader: they are a list of buttons, one of which is the present one
  '@graphiql/react/dist/components/tabs/index.js': [
    ['"aria-selected": isActive,', ''],
    ['role: "tab",', ''],
    ['role: "tablist",', ''],
  ],
  'graphiql/dist/GraphiQL.js': [
    ['jsx(Tab.Button, {', 'jsx(Tab.Button, { "aria-current": index_1 === activeTabIndex,'],
    ['role: "tabpanel"', 'role: "region"'],
  ],
  // a button that is found by its English text is found by its place: the documentation comes first
  '@graphiql/plugin-doc-explorer/dist/context.js': [
    ['button[aria-label="Show Documentation Explorer"]', 'button[data-index="0"]'],
  ],
}

/** How a text stands in a module, and what takes its place: a value, a key, any other literal, part of a template. */
function ways(text) {
  const pattern = text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const call = `__told(${JSON.stringify(text)})`
  return [
    [new RegExp(`((?:children|label|title|placeholder|success|error|"aria-label"|newTab): )"${pattern}"`, 'g'), `$1${call}`],
    [new RegExp(`^(\\s*)("?)${pattern}\\2: `, 'gm'), `$1[${call}]: `],
    [new RegExp(`"${pattern}"`, 'g'), call],
    [new RegExp(`(\`[^\`\\n]*?)${pattern}`, 'g'), `$1\${${call}}`],
  ]
}

/** The module with this text replaced. */
function translated(source, text) {
  const way = ways(text).find(([pattern]) => source.search(pattern) >= 0)
  if (!way) throw new Error(`GraphiQL no longer says ${JSON.stringify(text)}`)
  return source.replaceAll(...way)
}

function mended(source, [present, wanted]) {
  if (!source.includes(present)) throw new Error(`GraphiQL no longer has ${present}`)
  return source.replace(present, wanted)
}

/** Mends GraphiQL and has it speak the reader's language. */
export function graphiql(root) {
  const modules = join(root, 'node_modules')
  const texts = join(root, 'src/texts/graphiql.ts')
  return {
    name: 'graphiql',
    async setup(build) {
      const known = JSON.parse(await readFile(join(root, 'src/texts/graphiql-sv.json'), 'utf8'))
      const missing = new Set([...Object.keys(known), ...Object.keys(MENDED)])
      build.onLoad({ filter: /node_modules\/(@graphiql|graphiql)\/.*\.js$/ }, async ({ path }) => {
        const name = relative(modules, path)
        if (!missing.delete(name)) return undefined
        try {
          const source = (MENDED[name] ?? []).reduce(mended, await readFile(path, 'utf8'))
          const contents = Object.keys(known[name] ?? {}).reduce(translated, source)
          return { contents: `import { told as __told } from ${JSON.stringify(texts)}\n${contents}`, loader: 'js' }
        } catch ({ message }) {
          return { errors: [{ text: `${name}: ${message}` }] }
        }
      })
      build.onEnd(() => ({ errors: [...missing].map((name) => ({ text: `GraphiQL no longer has ${name}` })) }))
    },
  }
}
