// The screenshots of README.md. They are always taken, and must show something; with SCREENSHOTS=1 they are written to the
// repository.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { holds, same } from '../watch.mjs'

const FOLDER = fileURLToPath(new URL('../../../docs/screenshots', import.meta.url))

/** What they may weigh, in bytes. */
const MOST = 150 * 1024

/** How many colours a picture has, and its size, as a browser sees it. */
async function seen(browser, bytes) {
  const page = await browser.newPage()
  try {
    return await page.evaluate(async (base64) => {
      const response = await fetch(`data:image/png;base64,${base64}`)
      const picture = await createImageBitmap(await response.blob())
      const { width, height } = picture
      const context = new OffscreenCanvas(width, height).getContext('2d')
      context.drawImage(picture, 0, 0)
      const pixels = new Uint32Array(context.getImageData(0, 0, width, height).data.buffer)
      return { width, height, colours: new Set(pixels).size }
    }, bytes.toString('base64'))
  } finally {
    await page.close()
  }
}

export function screenshots(browser) {
  return {
    /** Takes one of what the page shows. */
    async take(page, name) {
      const bytes = await page.screenshot({ animations: 'disabled', caret: 'hide' })
      const { width, height, colours } = await seen(browser, bytes)
      same({ width, height }, page.viewportSize(), `${name}: its size`)
      holds(colours > 50, `${name}: it has ${colours} colours`)
      holds(bytes.length <= MOST, `${name}: it has ${bytes.length} bytes`)
      if (!process.env.SCREENSHOTS) return
      await mkdir(FOLDER, { recursive: true })
      await writeFile(join(FOLDER, `${name}.png`), bytes)
    },
  }
}
