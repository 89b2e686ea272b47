// Usage: node check.mjs chromium folder-with-node_modules base password user:path …
// Opens every page as the user (nobody when empty) at 1280 pixels in Chinese on white and at 390 in English on black, with AUDITD_ALL
// also the other way round, in a real browser under the page's own policy, and prints one line of JSON for each: violations of WCAG 2.0 to 2.2 A and AA and of best practice found by axe-core, errors
// in the console, and whether the page scrolls sideways. With AUDITD_SHOTS it also keeps pictures there.
import fs from 'node:fs'
import path from 'node:path'
import { createRequire } from 'node:module'

const [executablePath, modules, base, password, ...pages] = process.argv.slice(2)
const require = createRequire(path.join(path.resolve(modules), 'x.js'))
const { chromium } = require('playwright-core')
const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
const browser = await chromium.launch({
  executablePath,
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
})
const looks = [[1280, 'zh', 'light'], [390, 'en', 'dark']]
if (process.env.AUDITD_ALL === '1') looks.push([1280, 'en', 'dark'], [390, 'zh', 'light'])
const states = new Map()
for (const page of pages) {
  const cut = page.indexOf(':'), user = page.slice(0, cut), address = page.slice(cut + 1)
  if (user && !states.has(user)) {
    const context = await browser.newContext()
    const tab = await context.newPage()
    await tab.goto(base + '/sign-in?name=' + user)
    await tab.fill('[name=password]', password)
    await tab.click('main button')
    await tab.waitForURL(/cases|admin/)
    states.set(user, await context.storageState())
    await context.close()
  }
  await Promise.all(looks.map(async ([width, lang, colorScheme]) => {
    const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, storageState: states.get(user), bypassCSP: false })
    const tab = await context.newPage()
    const errors = []
    tab.on('console', m => { if (m.type() === 'error') errors.push(m.text()) })
    const answer = await tab.goto(base + address + (address.includes('?') ? '&' : '?') + 'lang=' + lang, { waitUntil: 'load' })
    await tab.evaluate(() => document.querySelectorAll('details').forEach(d => { d.open = true }))
    await tab.evaluate(axe)
    const result = await tab.evaluate(values => axe.run(document, { runOnly: { type: 'tag', values } }), tags)
    const sideways = await tab.evaluate(() => document.documentElement.scrollWidth > innerWidth)
    if (process.env.AUDITD_SHOTS) {
      const name = (user || 'public') + address.replaceAll(/[^a-z0-9-]+/g, '_').slice(0, 40) + '-' + width + lang + '.png'
      await tab.screenshot({ path: path.join(process.env.AUDITD_SHOTS, name), fullPage: true })
    }
    console.log(JSON.stringify({
      page, width, lang, status: answer.status(), passes: result.passes.length, errors, sideways,
      violations: result.violations.map(v => `${v.id}: ${v.nodes.length} × ${v.help} | ${v.nodes[0].html.slice(0, 160)}`),
    }))
    await context.close()
  }))
}
await browser.close()
