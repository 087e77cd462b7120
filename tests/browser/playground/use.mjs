// The playground in use: what a reader does there, for tests that prove things of it.
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

export const DESK = { width: 1440, height: 900 }
export const PHONE = { width: 390, height: 844 }
export const OWN_QUERY = 'query Own { organisations { nodes { name sector } } }'

/** What can be done with the playground of this server, on pages that `opened` gives. */
export function use(opened, server) {
  /** The playground, with nothing of earlier visits. */
  async function open({ hash = '', ...circumstances } = {}) {
    const page = await opened({ viewport: DESK, ...circumstances })
    await page.goto(`${server}/playground${hash}`)
    await ready(page)
    return page
  }

  const close = (page) => page.context().close()
  const ready = (page) => page.locator('.graphiql-query-editor .view-line').first().waitFor()
  const written = (page) => page.evaluate(() => globalThis.__MONACO.editor.getEditors().map((editor) => editor.getValue()))
  const isQuery = (text) => /^\s*(#|query|\{)/.test(text)
  const query = async (page) => (await written(page)).find(isQuery)
  const answer = async (page) => JSON.parse((await written(page)).find((text) => text.startsWith('{\n  "')) ?? 'null')

  async function write(page, text) {
    await page.locator('.graphiql-query-editor textarea').first().focus()
    await page.keyboard.press('Control+A')
    await page.evaluate((text) => navigator.clipboard.writeText(text), text)
    await page.keyboard.press('Control+V')
    await page.waitForFunction((text) => globalThis.__MONACO.editor.getEditors().some((it) => it.getValue() === text), text)
    // the editor reads what is written a moment later
    await page.waitForTimeout(400)
  }

  /** Does something that asks the API; its answer is shown when this ends. What the page asks for itself does not count. */
  async function answered(page, act) {
    const isAnswer = (response) => {
      const asked = response.url() === `${server}/graphql` ? response.request().postDataJSON().query : 'query Who'
      return !/query (Who|IntrospectionQuery)/.test(asked)
    }
    const [response] = await Promise.all([page.waitForResponse(isAnswer), act()])
    await page.locator('.graphiql-spinner').waitFor({ state: 'detached' })
    await page.waitForTimeout(50)
    return response
  }

  /** Runs what is written, by key. */
  async function run(page) {
    await answered(page, async () => {
      await page.locator('.graphiql-query-editor textarea').first().focus()
      await page.keyboard.press('Control+Enter')
    })
  }

  /** Waits for a chart. */
  const drawn = (page) => page.locator('.chart svg text').first().waitFor()

  const view = (page, name) => page.locator(`[data-view="${name}"]:is(button)`).click()

  /** Signs in with the development provider. */
  async function signIn(page, name = 'Petra Heideken Wågert') {
    await page.locator('[data-sign-in]').click()
    await page.getByText(name).click()
    await page.locator('[data-sign-out]').waitFor()
    await page.getByText(name).waitFor()
    await ready(page)
  }

  /** Chooses a ready-made question; its answer is shown when this ends. */
  async function choose(page, id) {
    const response = await answered(page, () => page.locator(`[data-question="${id}"]`).click())
    return response.json()
  }

  /** Presses a button that gives a file. */
  async function download(page, format) {
    const [file] = await Promise.all([page.waitForEvent('download'), page.locator(`[data-download="${format}"]`).click()])
    return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) }
  }

  /** The cells of the table, row by row. */
  const cells = (page) =>
    page
      .locator('.results-table tbody tr')
      .evaluateAll((rows) => rows.map((row) => [...row.cells].map((cell) => cell.innerText.trim())))

  /** What axe finds that is serious. The editor's own insides are Monaco's. */
  async function barriers(page) {
    await page.evaluate(AXE)
    const { violations } = await page.evaluate(() => globalThis.axe.run({ exclude: [['.monaco-editor']] }))
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
    return serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`)
  }

  return { open, close, ready, written, isQuery, query, answer, write, answered, run, drawn, view, signIn, choose, download, cells, barriers }
}
