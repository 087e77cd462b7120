// Nothing that is written as news runs in a reader's browser: each text of `payloads.mjs` is given to `createNews`, and
// its `bodyHtml` is shown in Chromium, where a listener waits for any script. The page is asked for everything that a
// reader could set off: it is loaded, pointed at, focused, clicked.
//   CHROMIUM=/usr/bin/chromium node xss.mjs http://127.0.0.1:8080 TOKEN          (a communicator's)
// A line for each text that got through, then the count. Ends with 1 where one did.
import { chromium } from 'playwright-core'

import { payloads } from './payloads.mjs'

const [server, token] = process.argv.slice(2)
if (!token) {
  console.error('usage: node xss.mjs SERVER TOKEN')
  process.exit(2)
}

const CREATE = `mutation ($input: CreateNewsInput!) {
  createNews(input: $input) { newsItem { bodyHtml } userErrors { path message } }
}`

/** What the API makes of a text. */
async function shown(text) {
  const response = await fetch(`${server}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: CREATE, variables: { input: { title: { sv: 'x' }, body: { sv: text } } } }),
  })
  const { data, errors } = await response.json()
  const news = data?.createNews?.newsItem
  if (!news) throw new Error(JSON.stringify(errors ?? data.createNews.userErrors))
  return news.bodyHtml
}

/** What must not be in a page, whether or not it runs here and now. */
const inert = () => {
  const found = []
  const forbidden = 'script,iframe,frame,object,embed,applet,form,input,button,style,link,meta,base,svg,math,template,body *[is]'
  for (const element of document.querySelectorAll(`#shown :is(${forbidden})`)) found.push(element.tagName)
  for (const element of document.querySelectorAll('#shown *')) {
    for (const { name, value } of element.attributes) {
      const isAddress = ['href', 'src', 'cite', 'action', 'formaction', 'data', 'xlink:href', 'background'].includes(name)
      const scheme = isAddress ? new URL(value, 'https://here.invalid/').protocol : 'https:'
      if (name.startsWith('on') || name === 'style' || !['https:', 'http:', 'mailto:', 'tel:'].includes(scheme)) {
        found.push(`${element.tagName} ${name}=${value}`)
      }
    }
  }
  return found
}

/** Whatever a reader does to what is shown. */
const touched = async () => {
  const leadsAway = (link) => !['javascript:', 'data:', 'vbscript:', 'blob:'].includes(link.protocol)
  // a link may lead somewhere; it need not be followed
  document.addEventListener('click', (event) => {
    const link = event.target.closest('a[href]')
    if (link && leadsAway(link)) event.preventDefault()
  })
  for (const element of document.querySelectorAll('#shown *')) {
    for (const type of ['pointerover', 'mouseover', 'mouseenter', 'focus', 'input', 'toggle', 'mousedown', 'mouseup']) {
      element.dispatchEvent(new Event(type, { bubbles: true, cancelable: true }))
    }
    element.focus?.()
    element.click?.()
  }
  await new Promise((resolve) => setTimeout(resolve, 20))
}

const PAGE = '<!doctype html><title>news</title><script>window.runs = 0; window.ran = () => { window.runs += 1 }</script>'

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox'] })
const context = await browser.newContext()
// nothing leaves the machine; links lead nowhere
await context.route('**/*', (route) => route.abort())

/** Why a text is not harmless; nothing where it is. */
async function harm(text) {
  const page = await context.newPage()
  const found = []
  page.on('dialog', (dialog) => {
    found.push(`a dialog: ${dialog.message()}`)
    dialog.dismiss()
  })
  try {
    await page.setContent(`${PAGE}<div id="shown">${await shown(text)}</div>`, { waitUntil: 'domcontentloaded' })
    found.push(...(await page.evaluate(inert)))
    await page.evaluate(touched).catch(() => found.push('it led away'))
    const runs = await page.evaluate(() => window.runs).catch(() => 'it led away')
    if (runs !== 0) found.push(`ran: ${runs}`)
  } finally {
    await page.close()
  }
  return found
}

/** Whether this test would notice: a page that runs something is found out. */
async function isAlert() {
  const page = await context.newPage()
  await page.setContent(`${PAGE}<div id="shown"><img src=x onerror="ran()"><a href="javascript:ran()">x</a></div>`)
  const found = await page.evaluate(inert)
  await page.evaluate(touched)
  const runs = await page.evaluate(() => window.runs)
  await page.close()
  return found.length === 2 && runs === 2
}

let failed = 0
try {
  if (!(await isAlert())) {
    failed += 1
    console.log('failed: the listener hears nothing')
  }
  for (const text of payloads) {
    const found = await harm(text)
    if (found.length > 0) {
      failed += 1
      console.log(`failed: ${JSON.stringify(text)}: ${found.join('; ')}`)
    }
  }
} finally {
  await browser.close()
}
console.log(`${payloads.length + 1 - failed} passed, ${failed} failed`)
process.exitCode = failed > 0 ? 1 : 0
