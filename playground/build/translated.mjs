// GraphiQL speaks English alone. Its texts are written into its modules; here each of those that `graphiql-sv.json` knows is
// replaced by a call that gives it in the reader's language. A text that is no longer where the file says ends the build, so
// that an update of GraphiQL cannot leave half a language behind.
import { readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'

/** What finds a button by its English text finds it by its place: the documentation comes first. */
const BY_TEXT = 'button[aria-label="Show Documentation Explorer"]'
const BY_PLACE = 'button[data-index="0"]'

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

/** The module with this text replaced; null where it is not there. */
function replaced(source, text) {
  const way = ways(text).find(([pattern]) => source.search(pattern) >= 0)
  return way ? source.replaceAll(...way) : null
}

/** Replaces GraphiQL's texts. */
export function translated(root) {
  const modules = join(root, 'node_modules')
  const texts = join(root, 'src/texts/graphiql.ts')
  return {
    name: 'translated',
    async setup(build) {
      const known = JSON.parse(await readFile(join(root, 'src/texts/graphiql-sv.json'), 'utf8'))
      const missing = new Set(Object.keys(known))
      build.onLoad({ filter: /node_modules\/(@graphiql|graphiql)\/.*\.js$/ }, async ({ path }) => {
        const name = relative(modules, path)
        if (!known[name]) return undefined
        missing.delete(name)
        let source = (await readFile(path, 'utf8')).replace(BY_TEXT, BY_PLACE)
        for (const text of Object.keys(known[name])) {
          const next = replaced(source, text)
          if (next === null) return { errors: [{ text: `GraphiQL no longer says ${JSON.stringify(text)} in ${name}` }] }
          source = next
        }
        return { contents: `import { told as __told } from ${JSON.stringify(texts)}\n${source}`, loader: 'js' }
      })
      build.onEnd(() => ({ errors: [...missing].map((name) => ({ text: `GraphiQL no longer has ${name}` })) }))
    },
  }
}
