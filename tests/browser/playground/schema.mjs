// The pages about the schema, as somebody reads them.
import { holds, same } from '../watch.mjs'

export function schema({ close, open }, server) {
  return {
    'the schema has pages, which lead from one to another': async () => {
      const page = await open()
      await page.locator('.page-header').getByRole('link', { name: 'Schemat' }).click()
      await page.waitForURL(`${server}/schema`)
      same(await page.locator('html').getAttribute('lang'), 'sv', 'lang')
      same(await page.evaluate(() => document.scripts.length), 0, 'scripts')
      await page.locator('.list').getByRole('link', { name: 'initiatives', exact: true }).click()
      await page.waitForURL(`${server}/schema/Query#initiatives`)
      holds(await page.locator('[id="initiatives.where"]').isVisible(), 'its arguments')
      await page.locator('[id="initiatives"] > dt').getByRole('link', { name: 'InitiativeConnection' }).click()
      await page.waitForURL(`${server}/schema/InitiativeConnection`)
      await page.getByRole('link', { name: 'Lekplatsen' }).click()
      await page.waitForURL(`${server}/playground`)
      await close(page)
    },

    'a type that is not there is told, with a way back': async () => {
      const page = await open({ expected: ['404'], locale: 'en-GB' })
      await page.goto(`${server}/schema/Nonsense`)
      holds(await page.getByText('There is no such type').isVisible(), 'it is told')
      await page.getByRole('link', { name: 'To all types of the schema' }).click()
      await page.waitForURL(`${server}/schema`)
      await close(page)
    },
  }
}
