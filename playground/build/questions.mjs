// The ready-made questions as one module: what `questions.json` tells of each, with its query.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Makes `import … from 'questions'` work. */
export function questions(root) {
  const folder = join(root, 'questions')
  return {
    name: 'questions',
    setup(build) {
      build.onResolve({ filter: /^questions$/ }, () => ({ path: 'questions', namespace: 'questions' }))
      build.onLoad({ filter: /.*/, namespace: 'questions' }, async () => {
        const told = JSON.parse(await readFile(join(folder, 'questions.json'), 'utf8'))
        const asked = await Promise.all(
          told.map(async (one) => ({ ...one, query: await readFile(join(folder, `${one.id}.graphql`), 'utf8') })),
        )
        return { contents: JSON.stringify(asked), loader: 'json' }
      })
    },
  }
}
