// Usage: node provider.mjs chromium folder-with-node_modules base password lang
// Links an account to an OpenID provider and signs in there by the button of the sign-in page, as a person does in a real browser under
// the pages' own policy, and prints where that leads and what went wrong.
import path from 'node:path'
import { createRequire } from 'node:module'

const [executablePath, modules, base, password, lang] = process.argv.slice(2)
const require = createRequire(path.join(path.resolve(modules), 'x.js'))
const { chromium } = require('playwright-core')
const browser = await chromium.launch({ executablePath, args: ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'] })
const faults = []

async function fresh() {
  const context = await browser.newContext({ locale: lang === 'zh' ? 'zh-CN' : 'en-GB' })
  context.setDefaultTimeout(120000)
  const tab = await context.newPage()
  const own = () => tab.url().startsWith(base) // the provider's pages are its own affair
  tab.on('console', m => { if (m.type() === 'error' && own()) faults.push(m.text()) })
  tab.on('pageerror', e => { if (own()) faults.push(e.message) })
  await tab.goto(`${base}/sign-in?lang=${lang}`)
  return tab
}

// through says a name at the provider and consents, until the provider sends the browser back.
async function through(tab, person) {
  await tab.waitForURL(u => !u.href.startsWith(base))
  while (!tab.url().startsWith(base)) {
    const here = tab.url()
    if (await tab.$('input[name=login]')) {
      await tab.fill('input[name=login]', person)
      await tab.fill('input[name=password]', 'any')
    }
    await tab.click('button[type=submit]')
    await tab.waitForURL(u => u.href !== here)
  }
  await tab.waitForLoadState()
}

try {
  const tab = await fresh()
  await tab.fill('[name=name]', 'submitter')
  await tab.fill('[name=password]', password)
  await tab.click('form[action="/sign-in"] button')
  await tab.waitForURL(/\/cases/)
  await tab.goto(`${base}/account?lang=${lang}`)
  await tab.click('form[action="/account/link"] button')
  await tab.click('a.button[rel]', { timeout: 5000 }).catch(() => {}) // the page goes on by itself, perhaps before the hand is there
  await through(tab, 'person-1')
  const linked = await tab.innerText('main')

  const other = await fresh()
  await other.click('form[action="/sign-in/provider"] button')
  await other.click('a.button[rel]', { timeout: 5000 }).catch(() => {})
  await through(other, 'person-1')
  console.log(JSON.stringify({ Linked: linked.includes('person-1'), Path: new URL(other.url()).pathname, Name: await other.innerText('a.name'), Faults: faults }))
} finally {
  await browser.close()
}
