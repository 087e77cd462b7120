// Around the editor: what a query costs before it is sent, what may still be asked for, and where something is wrong.
import { holds, same } from '../watch.mjs'
import { OWN_QUERY } from './use.mjs'

const TOO_DEAR = 'query Dear { organisations(first: 100) { nodes { initiatives(first: 100) { nodes { owners { totalCount nodes { id } } } } } } }'
const WRONG = 'query Wrong {\n  organisations {\n    nodes { name nonsense }\n  }\n}'

export function sending({ close, open, run, signIn, write }, server) {
  /** What the server says that this costs. */
  async function costOf(query, variables = {}) {
    const response = await fetch(`${server}/graphql/cost`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    })
    return response.json()
  }

  const shows = (page, cost) => page.locator(`.cost[data-cost="${cost}"][aria-busy="false"]`).waitFor()
  const marks = (page) =>
    page.evaluate(() =>
      globalThis.__MONACO.editor
        .getModelMarkers({ owner: 'server' })
        .map(({ message, startLineNumber, startColumn }) => ({ message, at: [startLineNumber, startColumn] })),
    )

  return {
    'the cost is seen before a query is sent, and follows its variables': async () => {
      const page = await open()
      const sent = []
      page.on('request', (request) => {
        if (request.url() === `${server}/graphql`) sent.push(request.postDataJSON().query)
      })
      const asked = 'query Pages($first: Int) { organisations(first: $first) { nodes { name } } }'
      await write(page, asked)
      const { cost, limit } = await costOf(asked)
      await shows(page, cost)
      const meter = page.getByRole('meter', { name: 'Frågans kostnad' })
      same(await meter.getAttribute('aria-valuemax'), String(limit), 'the limit')
      same(await meter.getAttribute('aria-valuenow'), String(cost), 'the cost')
      await page.getByRole('button', { name: 'Variabler', exact: true }).click()
      await page.locator('.graphiql-editor-tool textarea').first().focus()
      await page.keyboard.insertText('{"first": 77}')
      const more = (await costOf(asked, { first: 77 })).cost
      holds(more > cost, 'a larger page costs more')
      await shows(page, more)
      same(sent.includes(asked), false, 'sent')
      await close(page)
    },

    'what costs too much is told, in both languages': async () => {
      const { cost, limit } = await costOf(TOO_DEAR)
      holds(cost > limit, `${cost} is too much`)
      for (const [locale, told] of Object.entries({ 'sv-SE': 'För dyr', 'en-GB': 'Too expensive' })) {
        const page = await open({ locale })
        await write(page, TOO_DEAR)
        await shows(page, cost)
        same(await page.locator('.cost').getAttribute('data-over'), 'true', 'over')
        holds((await page.locator('.sending-bar [role="status"]').innerText()).startsWith(told), 'it is said')
        await write(page, OWN_QUERY)
        await page.locator('.cost[data-over="false"]').waitFor()
        same(await page.locator('.sending-bar [role="status"]').innerText(), '', 'it is said no longer')
        await close(page)
      }
    },

    'the cost is asked for as whoever is signed in': async () => {
      const page = await open()
      await signIn(page)
      const asking = page.waitForRequest(`${server}/graphql/cost`)
      await write(page, OWN_QUERY)
      const token = await (await asking).headerValue('authorization')
      holds(token?.startsWith('Bearer '), 'a token')
      await close(page)
    },

    'what may still be asked for is told after each answer': async () => {
      const page = await open({ locale: 'en-GB' })
      await write(page, OWN_QUERY)
      await page.route(`${server}/graphql`, (route) =>
        route.fulfill({ headers: { ratelimit: '"default";r=8766;t=37' }, json: { data: { organisations: { nodes: [] } } } }),
      )
      await run(page)
      same(await page.locator('.cost-left').innerText(), 'Left: 8,766, more in 37 s', 'what is left')
      await close(page)
    },

    'what is wrong is marked where it stands, and a key leads there': async () => {
      const page = await open({ expected: ['400'] })
      await write(page, WRONG)
      const problem = page.locator('.problems button')
      await problem.waitFor()
      const [{ message, at }, ...others] = await marks(page)
      same([at, others], [[3, 18], []], 'its place')
      holds((await problem.innerText()).endsWith(message), 'the message')
      await problem.focus()
      await page.keyboard.press('Enter')
      const cursor = await page.evaluate(() => {
        const editor = globalThis.__MONACO.editor.getEditors().find((one) => one.hasTextFocus())
        return [editor.getPosition().lineNumber, editor.getPosition().column]
      })
      same(cursor, at, 'the cursor')
      await page.locator('.graphiql-query-editor .view-lines').getByText('nonsense', { exact: true }).last().hover()
      await page.locator('.monaco-hover', { hasText: message }).waitFor()
      await run(page)
      same((await marks(page)).length, 1, 'marks of the same in the answer')
      await page.locator('.graphiql-query-editor textarea').first().focus()
      await page.keyboard.type(' ')
      await problem.waitFor({ state: 'detached' })
      same(await marks(page), [], 'marks of what was written before')
      await close(page)
    },

    'an error of an answer is marked where its field is': async () => {
      const page = await open()
      await write(page, 'query Own {\n  all: organisations { nodes { ...O } }\n}\nfragment O on Organisation {\n  sector\n}')
      await page.route(`${server}/graphql`, (route) => {
        const errors = [
          { message: 'No sector today.', path: ['all', 'nodes', 0, 'sector'] },
          { message: 'Nothing else either.' },
        ]
        return route.fulfill({ json: { data: null, errors } })
      })
      await run(page)
      await page.locator('.problems', { hasText: 'Nothing else either.' }).waitFor()
      same(await marks(page), [{ message: 'No sector today.', at: [5, 3] }], 'its place')
      await close(page)
    },
  }
}
