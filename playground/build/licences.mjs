// The licences of what the page is bundled from. One that does not go with ours (EUPL-1.2) ends the build.
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'

const ALLOWED = new Set(['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT'])

/** The folder of the package that a file belongs to; nothing for files of our own. */
function packageOf(path) {
  return /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]
}

/** What a package says of itself, with the text of its licence. */
async function told(folder) {
  const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
  if (!ALLOWED.has(license)) throw new Error(`${name} ${version} has another licence: ${license}`)
  const files = (await readdir(folder, { withFileTypes: true })).filter(
    (file) => file.isFile() && /^(licen[cs]e|notice)/i.test(file.name),
  )
  const texts = await Promise.all(
    files
      .map(({ name }) => name)
      .sort()
      .map((file) => readFile(join(folder, file), 'utf8')),
  )
  return [`${name} ${version} (${license})`, ...texts.map((text) => text.trim())].join('\n\n')
}

/** The licences of everything in these bundles, as one text. */
export async function licences(root, bundles) {
  const paths = bundles.flatMap(({ metafile }) => Object.keys(metafile.inputs))
  const folders = new Set(paths.map(packageOf).filter(Boolean))
  const texts = await Promise.all([...folders].sort().map((folder) => told(join(root, folder))))
  return `${texts.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`
}
