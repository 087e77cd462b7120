// The playground with identity providers as organisations have them: the program is started with two, each on an origin of its
// own, and people sign in with either.
//   CHROMIUM=/usr/bin/chromium node issuers.mjs target/debug/samhallskontraktet
// A line for each thing that is not so, then the count. Ends with 1 where there is one.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

import { chromium } from 'playwright-core'

import { holds, same, watch } from './watch.mjs'

const [program] = process.argv.slice(2)
if (!program) {
  console.error('usage: node issuers.mjs PROGRAM')
  process.exit(2)
}

/** A process, and what the first line that tells something tells. */
async function start(command, args, stream, told, env = {}) {
  const child = spawn(command, args, { env: { ...process.env, ...env } })
  for (const output of [child.stdout, child.stderr]) output.resume()
  const lines = createInterface({ input: child[stream] })
  const found = new Promise((resolve, reject) => {
    lines.on('line', (line) => told(line) && resolve(told(line)))
    lines.on('close', () => reject(new Error(`${command} ended`)))
  })
  return [child, await found]
}

const providers = fileURLToPath(new URL('../oidc/providers.mjs', import.meta.url))
const [oidc, { a, b }] = await start('node', [providers], 'stdout', (line) => JSON.parse(line))

const issuer = (url, organisation, name) => ({
  url,
  audiences: ['urn:samhallskontraktet'],
  organisation,
  roles: { ANALYST: 'ANALYST' },
  playground: { client_id: 'playground', name },
})
const issuers = [issuer(a, 'malardalens-universitet', 'MDU'), issuer(b, 'vasteras-stad', 'Västerås stad')]

const folder = await mkdtemp(join(tmpdir(), 'playground-'))
const [served, server] = await start(
  program,
  ['serve', '--listen', '127.0.0.1:0', '--database-url', `sqlite://${folder}/served.db`],
  'stderr',
  (line) => /listening on (http:\/\/[\d.:]+)/.exec(line)?.[1],
  { SK_ISSUERS: JSON.stringify(issuers) },
)

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox'] })
const { open, prove } = watch(browser, [server, a, b])

/** Signs in: the provider takes whom the address names. */
async function signIn(page, url, person) {
  await page.route(`${url}/auth?*`, (route) =>
    route.continue({ url: `${route.request().url()}&login_hint=${encodeURIComponent(person)}` }),
  )
  await page.locator('.menu summary').click()
  await page.locator(`[data-sign-in="${url}"]`).click()
  await page.locator('[data-sign-out]').waitFor()
}

const THINGS = {
  'one chooses whom to sign in with': async () => {
    const page = await open({})
    await page.goto(`${server}/playground`)
    await page.locator('.menu summary').click()
    same(await page.locator('.menu button').allInnerTexts(), ['MDU', 'Västerås stad'], 'the providers')
    await page.context().close()
  },
  ...Object.fromEntries(
    [
      [a, 'Test anna', 'MDU'],
      [b, 'Test anna', 'Västerås'],
    ].map(([url, name, organisation]) => [
      `one is whom ${organisation} says, until one signs out`,
      async () => {
        const page = await open({})
        await page.goto(`${server}/playground`)
        await signIn(page, url, 'anna+ANALYST')
        await page.getByText(name).waitFor()
        holds(await page.getByText(`${organisation} · Analytiker`).isVisible(), 'who I am')
        await page.locator('[data-sign-out]').click()
        await page.getByText('Inte inloggad').waitFor()
        same(await page.evaluate(() => JSON.stringify(sessionStorage).includes('eyJ')), false, 'a token that is left')
        await page.context().close()
      },
    ]),
  ),
}

try {
  await prove(THINGS)
} finally {
  oidc.kill()
  served.kill()
  await once(served, 'exit')
  await rm(folder, { recursive: true, force: true })
}
