// Pages of which it is noticed what they do that they must not: break their policy, complain, call others.

export function same(found, expected, what) {
  const [one, other] = [JSON.stringify(found), JSON.stringify(expected)]
  if (one !== other) throw new Error(`${what}: ${one} is not ${other}`)
}

export function holds(condition, what) {
  if (!condition) throw new Error(what)
}

/** Pages that may call these origins, and the proof of things with them. */
export function watch(browser, origins) {
  const wrongs = []

  /** A page with nothing of earlier ones; `expected` are complaints that belong to the test. */
  async function open({ expected = [], locale = 'sv-SE', ...circumstances }) {
    const context = await browser.newContext({ locale, acceptDownloads: true, ...circumstances })
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: origins[0] })
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
        console.error(`policy: ${violatedDirective} ${blockedURI}`)
      })
    })
    const page = await context.newPage()
    const complain = (text) => expected.some((part) => text.includes(part)) || wrongs.push(text)
    page.on('console', (message) => message.type() === 'error' && complain(`console: ${message.text()}`))
    page.on('pageerror', (error) => complain(`error: ${error}`))
    page.on('request', (request) => {
      const { protocol, origin } = new URL(request.url())
      if (!['data:', 'blob:'].includes(protocol) && !origins.includes(origin)) complain(`calls ${origin}`)
    })
    return page
  }

  /** Proves each thing that has this in its name; a line for each that is not so, then the count. Closes the browser. */
  async function prove(things, only = '') {
    const wanted = Object.entries(things).filter(([name]) => name.includes(only))
    let failed = 0
    for (const [name, thing] of wanted) {
      wrongs.length = 0
      try {
        await thing()
        same(wrongs, [], 'what the page did')
      } catch (error) {
        failed += 1
        console.log(`failed: ${name}: ${error.message}`)
        await Promise.all(browser.contexts().map((context) => context.close()))
      }
    }
    await browser.close()
    console.log(`${wanted.length - failed} passed, ${failed} failed`)
    process.exitCode = failed > 0 ? 1 : 0
  }

  return { open, prove }
}
