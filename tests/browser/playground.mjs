// The playground as an analyst uses it, in Chromium: signing in and out, questions, tables, charts, files, links; on a desk and
// on a phone, light and dark, in both languages. Whatever the page does meanwhile that its policy forbids, whatever it
// complains of and whomever else it calls is a failure.
//   CHROMIUM=/usr/bin/chromium node playground.mjs http://127.0.0.1:8080 [FOLDER [PART]]    (pictures of it go into the folder; only things with this in their name)
// With SCREENSHOTS=1 the screenshots of README.md are written anew, to docs/screenshots.
// A line for each thing that is not so, then the count. Ends with 1 where there is one.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { chromium } from 'playwright-core'

import { schema } from './playground/schema.mjs'
import { screenshots as screenshotsOf } from './playground/screenshots.mjs'
import { sending } from './playground/sending.mjs'
import { DESK, OWN_QUERY, PHONE, use } from './playground/use.mjs'
import { holds, same, watch } from './watch.mjs'

const [server, pictures, only = ''] = process.argv.slice(2)
if (!server) {
  console.error('usage: node playground.mjs SERVER [FOLDER [PART]]')
  process.exit(2)
}

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox'] })
const { open: opened, prove } = watch(browser, [server])
const used = use(opened, server)
const { answer, answered, barriers, cells, choose, close, download, drawn, open, query, ready, run, signIn, view, write, written } = used
const screenshots = screenshotsOf(browser)

const THINGS = {
  ...sending(used, server),
  ...schema(used, server),

  'nobody signed in sees what is public, and is told so': async () => {
    const page = await open()
    same(await page.locator('html').getAttribute('lang'), 'sv', 'lang')
    holds(await page.getByText('Inte inloggad').isVisible(), 'it is told')
    await run(page)
    holds((await answer(page)).data.focusAreas.nodes.length >= 2, 'focus areas')
    await close(page)
  },

  'signing in keeps the query; signing out leaves nothing': async () => {
    const page = await open()
    await write(page, OWN_QUERY)
    await signIn(page)
    same(await query(page), OWN_QUERY, 'the query')
    holds(await page.getByText('MDU · Analytiker').isVisible(), 'who I am')
    await write(page, '{ viewer { isAuthenticated roles person { name } } }')
    await run(page)
    same((await answer(page)).data.viewer.roles, ['MEMBER', 'ANALYST'], 'roles')
    same(await page.evaluate(() => JSON.stringify(localStorage).includes('eyJ')), false, 'a token that outlives the tab')
    same(await page.evaluate(() => location.href), `${server}/playground`, 'the address')
    await page.reload()
    await page.locator('[data-sign-out]').waitFor()
    await page.locator('[data-sign-out]').click()
    await page.getByText('Inte inloggad').waitFor()
    await ready(page)
    same(await page.evaluate(() => JSON.stringify(sessionStorage).includes('eyJ')), false, 'a token that is left')
    await close(page)
  },

  'a token that the server no longer takes is renewed, and nobody notices': async () => {
    const page = await open({ expected: ['401'] })
    await signIn(page)
    await write(page, '{ viewer { person { name } } }')
    const before = await page.evaluate(() => JSON.stringify(sessionStorage))
    let refused = 0
    await page.route(`${server}/graphql`, (route) => {
      refused += 1
      return refused === 1 ? route.fulfill({ status: 401, json: { errors: [{ message: 'expired' }] } }) : route.continue()
    })
    await run(page)
    await page.waitForFunction(() => globalThis.__MONACO.editor.getEditors().some((it) => it.getValue().includes('Petra')))
    same(refused, 2, 'requests')
    holds(before !== (await page.evaluate(() => JSON.stringify(sessionStorage))), 'another token')
    await close(page)
  },

  'where it cannot be renewed, one is told, and the query is kept': async () => {
    const page = await open({ expected: ['401', '400'] })
    await signIn(page)
    await write(page, OWN_QUERY)
    await page.route(`${server}/graphql`, (route) => route.fulfill({ status: 401, json: { errors: [{ message: 'expired' }] } }))
    await page.route(`${server}/development/token`, (route) => route.fulfill({ status: 400, json: { error: 'invalid_grant' } }))
    await run(page)
    await page.getByText('Inloggningen gick ut').waitFor()
    await page.unrouteAll()
    await signIn(page)
    same(await query(page), OWN_QUERY, 'the query')
    await close(page)
  },

  'a sign-in that is refused is told': async () => {
    const page = await open()
    await page.route(`${server}/development/authorize?*`, (route) => {
      const asked = new URL(route.request().url()).searchParams
      const back = `${asked.get('redirect_uri')}?error=access_denied&error_description=Nej&state=${asked.get('state')}`
      return route.fulfill({ status: 302, headers: { location: back } })
    })
    await page.locator('[data-sign-in]').click()
    await page.getByText('Inloggningen gick inte: Nej').waitFor()
    await close(page)
  },

  'each ready-made question has an answer that is shown': async () => {
    const page = await open()
    await signIn(page)
    const ids = await page.locator('[data-question]').evaluateAll((buttons) => buttons.map(({ dataset }) => dataset.question))
    holds(ids.length >= 15, 'at least 15')
    for (const id of ids) {
      const { errors } = await choose(page, id)
      same(errors, undefined, id)
      const shown = page.locator('.results-table, .chart svg, .results-note')
      await shown.first().waitFor()
      const note = await page.locator('.results-note').allInnerTexts()
      holds(
        note.every((text) => text.startsWith('Inget saknas') || text.startsWith('Listan är tom')),
        `${id}: ${note}`,
      )
    }
    await close(page)
  },

  'an answer is a table that is ordered by its columns, and a file': async () => {
    const page = await open()
    await signIn(page)
    await choose(page, 'agenda-goals')
    await view(page, 'table')
    const told = await cells(page)
    same(told.length, 17, 'rows')
    same(await page.locator('.results-table th').allInnerTexts(), ['Nummer', 'Namn', 'Samhällsmål', 'Initiativ'], 'headings')
    await page.locator('.results-table th button').nth(3).focus()
    await page.keyboard.press('Enter')
    same(await page.locator('.results-table th').nth(3).getAttribute('aria-sort'), 'descending', 'the order')
    const ordered = await cells(page)
    const counts = ordered.map((row) => Number(row[3]))
    same(
      counts,
      [...counts].sort((one, other) => other - one),
      'the largest first',
    )
    const { name, bytes } = await download(page, 'csv')
    holds(/^agenda-goals-\d{4}-\d\d-\d\d\.csv$/.test(name), name)
    const lines = bytes.toString().split('\r\n')
    same(lines[0], '\uFEFFNummer,Namn,Samhällsmål,Initiativ', 'the first line')
    same(
      lines.slice(1, -1).map((line) => line.split(',')[0]),
      ordered.map((row) => row[0]),
      'rows in the order that is shown',
    )
    const json = await download(page, 'json')
    same(JSON.parse(json.bytes).data.agendaGoals.length, 17, 'JSON')
    await close(page)
  },

  'an answer is a chart, in each of its kinds, and a picture': async () => {
    const page = await open()
    await signIn(page)
    await choose(page, 'screenings-over-time')
    await drawn(page)
    for (const kind of ['bars', 'shares', 'lines']) {
      await page.locator('.chart-controls select').first().selectOption(kind)
      await drawn(page)
      holds((await page.locator('.chart').getAttribute('aria-label')).startsWith('Diagram: '), 'it is described')
      const { name, bytes } = await download(page, 'png')
      holds(name.endsWith('.png') && bytes.subarray(1, 4).toString() === 'PNG' && bytes.length > 5000, `${kind}: a picture`)
    }
    await close(page)
  },

  'periods are time: in words, in their order, without gaps': async () => {
    const page = await open()
    await page.route(`${server}/graphql`, (route) => {
      const group = (value, count) => ({
        keys: [{ field: 'CREATED_AT_QUARTER', value, label: value && `kvartal ${value}` }],
        count,
      })
      const groups = [group('2026-Q4', 7), group('2025-Q4', 3), group('2026-Q2', 1), group(null, 1)]
      return route.fulfill({ json: { data: { initiativeGroups: groups } } })
    })
    await write(page, 'query Q { initiativeGroups(by: [STATUS]) { keys { field value label } count } }')
    await run(page)
    await view(page, 'table')
    same(
      (await cells(page)).map(([period]) => period),
      ['2026 kv 4', '2025 kv 4', '2026 kv 2', '–'],
      'as they came',
    )
    await page.locator('.results-table th button').first().click()
    same(
      (await cells(page)).map(([period]) => period),
      ['2025 kv 4', '2026 kv 2', '2026 kv 4', '–'],
      'in their order',
    )
    await view(page, 'chart')
    await page.locator('.chart-controls select').first().selectOption('lines')
    await drawn(page)
    const told = await page.locator('.chart').getAttribute('aria-label')
    holds(told.includes('5 värden'), told)
    await close(page)
  },

  'what is inside of what is a list of its own': async () => {
    const page = await open()
    await write(page, '{ focusAreas { nodes { name coreTeam { seats { organisation { name } isOpen } } } } }')
    await run(page)
    await view(page, 'table')
    await page.locator('.results-list select').selectOption('focusAreas.coreTeam.seats')
    same(await page.locator('.results-table th').allInnerTexts(), ['Fokusområde', 'Organisation', 'Ledig'], 'headings')
    holds(
      (await cells(page)).some((row) => row[1] === 'Eskilstuna kommun' && row[2] === 'ja'),
      'the open seat',
    )
    await close(page)
  },

  'edges, aliases, fragments and counts side by side are lists, too': async () => {
    const page = await open()
    await write(
      page,
      'query Q { all: organisations { edges { cursor node { ...O } } } } fragment O on Organisation { name isParty }',
    )
    await run(page)
    await view(page, 'table')
    same(await page.locator('.results-table th').allInnerTexts(), ['Namn', 'Part'], 'headings')
    await choose(page, 'initiative-funnel')
    await view(page, 'table')
    same((await cells(page)).map(([what]) => what).slice(0, 2), ['Föreslagna', 'Klarade kriterierna'], 'counts')
    await close(page)
  },

  'what others have written stays text': async () => {
    const page = await open()
    const evil = '<img src=x onerror=alert(1)>'
    await page.route(`${server}/graphql`, (route) => {
      const nodes = [
        { name: evil, sector: '=HYPERLINK("https://x")' },
        { name: '-1', sector: 'a,"b"\nc' },
      ]
      return route.fulfill({ json: { data: { organisations: { nodes } } } })
    })
    await write(page, OWN_QUERY)
    await run(page)
    await view(page, 'table')
    same((await cells(page))[0][0], evil, 'text')
    const { bytes } = await download(page, 'csv')
    const lines = bytes.toString().split('\r\n').slice(1).join('\r\n')
    same(lines, `${evil},"'=HYPERLINK(""https://x"")"\r\n'-1,"a,""b""\nc"\r\n`, 'no formula')
    await view(page, 'chart')
    await drawn(page)
    await page.locator('.chart').hover()
    await page.waitForTimeout(300)
    same(await page.locator('.chart img').count(), 0, 'an element in the chart')
    await close(page)
  },

  'what a spreadsheet would take for a formula is text, by the rule of exports': async () => {
    const page = await open()
    const { formulas, texts } = JSON.parse(readFileSync(new URL('formulas.json', import.meta.url), 'utf8'))
    const told = [...formulas, ...texts].map((name) => ({ name, sector: 'x' }))
    await page.route(`${server}/graphql`, (route) => route.fulfill({ json: { data: { organisations: { nodes: told } } } }))
    await write(page, OWN_QUERY)
    await run(page)
    await view(page, 'table')
    const { bytes } = await download(page, 'csv')
    const quoted = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
    const expected = [...formulas.map((text) => `'${text}`), ...texts].map((text) => `${quoted(text)},x\r\n`).join('')
    const csv = bytes.toString()
    same(csv.slice(csv.indexOf('\r\n') + 2), expected, 'no formula')
    await close(page)
  },

  'a moment lies in the month that Sweden has then': async () => {
    const page = await open()
    const nodes = ['2024-12-31T22:59:59Z', '2024-12-31T23:00:00Z'].map((createdAt) => ({ createdAt }))
    await page.route(`${server}/graphql`, (route) => route.fulfill({ json: { data: { organisations: { nodes } } } }))
    await write(page, '{ organisations { nodes { createdAt } } }')
    await run(page)
    await view(page, 'table')
    const years = (await cells(page)).map(([at]) => /20\d\d/.exec(at)?.[0])
    same(years, ['2024', '2025'], 'in the table')
    await view(page, 'chart')
    await page.locator('.chart-controls select').first().selectOption('lines')
    await drawn(page)
    const told = await page.locator('.chart').getAttribute('aria-label')
    holds(told.includes('2 värden'), told)
    await close(page)
  },

  'a link has the query and its variables, and nothing of who I am': async () => {
    const page = await open()
    await signIn(page)
    await choose(page, 'silent-initiatives')
    await page.locator('[data-share]').click()
    await page.getByText('Länken är kopierad').waitFor()
    const link = await page.evaluate(() => navigator.clipboard.readText())
    const { hash, search } = new URL(link)
    same(search, '', 'what the server would see')
    holds(!/eyJ|token|Petra/.test(decodeURIComponent(hash)), 'nothing of who I am')
    const [mine, variables] = [await query(page), (await written(page)).find((text) => text.includes('"since"'))]
    await close(page)
    const other = await open({ hash })
    same(await query(other), mine, 'the query')
    holds((await written(other)).includes(variables), 'the variables')
    await close(other)
  },

  'the other language is one press away, and remembered': async () => {
    const page = await open()
    await write(page, OWN_QUERY)
    await page.waitForTimeout(700)
    await page.locator('[data-language="en"]').click()
    await page.getByText('Not signed in').waitFor()
    await ready(page)
    same(await page.locator('html').getAttribute('lang'), 'en', 'lang')
    same(await query(page), OWN_QUERY, 'the query')
    const [asked] = await Promise.all([page.waitForRequest(`${server}/graphql`), run(page)])
    same(await asked.headerValue('accept-language'), 'en', 'the language that is asked for')
    await page.reload()
    await page.getByText('Not signed in').waitFor()
    await close(page)
    const english = await open({ locale: 'en-GB' })
    holds(await english.getByText('Ready-made questions').isVisible(), "the browser's language")
    await close(english)
  },

  'the whole schema is at hand: documentation and completion': async () => {
    const page = await open()
    await page.getByRole('button', { name: 'Visa Dokumentation' }).click()
    await page
      .getByRole('link', { name: 'Query', exact: true })
      .or(page.locator('.graphiql-doc-explorer-type-name').first())
      .first()
      .click()
    await page.getByText('initiativeGroups').first().waitFor()
    await write(page, '{ initi')
    await page.keyboard.press('Control+Space')
    await page.locator('.suggest-widget .monaco-list-row', { hasText: 'initiativeGroups' }).waitFor()
    await close(page)
  },

  'the keyboard is enough': async () => {
    const page = await open()
    const editor = page.locator('.graphiql-query-editor .graphiql-editor')
    const isThere = () => editor.evaluate((element) => element === document.activeElement)
    for (let steps = 0; steps < 80 && !(await isThere()); steps += 1) await page.keyboard.press('Tab')
    holds(await isThere(), 'Tab leads to the editor')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Control+A')
    await page.keyboard.type('{ collaboration { name } }'.replaceAll('}', ''))
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    holds(await isThere(), 'Escape leads out of it')
    await page.keyboard.press('Tab')
    holds(!(await isThere()), 'Tab leads on')
    await close(page)
  },

  'a phone is wide enough': async () => {
    const page = await open({ viewport: PHONE })
    await signIn(page)
    await choose(page, 'initiatives-by-status')
    await drawn(page)
    await view(page, 'table')
    const width = await page.evaluate(() => document.documentElement.scrollWidth)
    same(width, PHONE.width, 'the width')
    await close(page)
  },
}

for (const [size, viewport] of Object.entries({ desk: DESK, phone: PHONE })) {
  for (const colorScheme of ['light', 'dark']) {
    const locale = colorScheme === 'light' ? 'sv-SE' : 'en-GB'
    THINGS[`nobody is shut out: ${size}, ${colorScheme}`] = async () => {
      const page = await open({ viewport, colorScheme, locale, expected: ['400'] })
      const found = []
      const look = async (name) => {
        await page.waitForTimeout(400)
        for (const barrier of await barriers(page)) found.push(`${name}: ${barrier}`)
        if (pictures)
          await page.screenshot({ path: join(pictures, `${size}-${colorScheme}-${name}.png`), fullPage: size === 'phone' })
      }
      await look('begin')
      await signIn(page)
      await choose(page, 'initiatives-by-status')
      await drawn(page)
      await look('chart')
      await view(page, 'table')
      await look('table')
      await view(page, 'json')
      await look('json')
      await page.locator('.graphiql-sidebar button').first().click()
      await look('documentation')
      await write(page, 'query Wrong { organisations { nodes { nonsense } } }')
      await page.locator('.problems button').first().waitFor()
      await look('wrong')
      for (const path of ['/schema', '/schema/Initiative', '/schema/Query', '/schema/InitiativeStatus']) {
        await page.goto(server + path)
        await look(path.slice(1).replace('/', '-'))
        same(await page.evaluate(() => document.documentElement.scrollWidth), viewport.width, `the width of ${path}`)
      }
      await close(page)
      same(found, [], 'barriers')
    }
  }
}

THINGS['its screenshots show something'] = async () => {
  const english = { locale: 'en-GB', viewport: { width: 1120, height: 680 } }
  const page = await open(english)
  await signIn(page)
  await choose(page, 'initiatives-by-status')
  await page.locator('.cost[data-cost]').waitFor()
  await view(page, 'table')
  await screenshots.take(page, 'table')
  await view(page, 'chart')
  await page.locator('.graphiql-sidebar button').nth(1).click()
  await drawn(page)
  await page.waitForTimeout(1200)
  await screenshots.take(page, 'chart')
  await page.goto(`${server}/schema/Initiative`)
  await screenshots.take(page, 'schema')
  await close(page)
  const phone = await open({ ...english, viewport: PHONE, colorScheme: 'dark' })
  await signIn(phone)
  await choose(phone, 'initiatives-by-status')
  await drawn(phone)
  await phone.waitForTimeout(1200)
  await screenshots.take(phone, 'phone')
  await close(phone)
}

await prove(THINGS, only)
