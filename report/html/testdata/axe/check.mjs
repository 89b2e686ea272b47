// Usage: node check.mjs chromium page.html …
// Opens every page at two widths, a desk and the narrowest telephone, in a browser without network and prints one line of JSON for each: violations of WCAG 2.0 to
// 2.2 A and AA and of best practice found by axe-core, requests made, and whether the page scrolls sideways.
import { chromium } from 'playwright-core'
import fs from 'node:fs'
import path from 'node:path'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

const axe = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
const [executablePath, ...pages] = process.argv.slice(2)
const browser = await chromium.launch({
  executablePath,
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
})
for (const page of pages) {
  for (const width of [1280, 320]) {
    const context = await browser.newContext({ viewport: { width, height: 900 }, bypassCSP: true, offline: true })
    const tab = await context.newPage()
    const requests = [], errors = []
    tab.on('request', r => { if (!r.url().startsWith('file:') && !r.url().startsWith('data:')) requests.push(r.url()) })
    tab.on('console', m => { if (m.type() === 'error') errors.push(m.text()) })
    await tab.goto(pathToFileURL(page).href)
    await tab.evaluate(() => document.querySelectorAll('details').forEach(d => { d.open = true }))
    await tab.evaluate(axe)
    const result = await tab.evaluate(values => axe.run(document, { runOnly: { type: 'tag', values } }), tags)
    let sideways = false
    for (const w of [width, 1024, 768, 390]) { // the layouts between are only measured
      await tab.setViewportSize({ width: w, height: 900 })
      sideways ||= await tab.evaluate(() => document.documentElement.scrollWidth > innerWidth)
    }
    const show = vs => vs.map(v => `${v.id}: ${v.nodes.length} × ${v.help} | ${v.nodes[0].html.slice(0, 160)} | ${(v.nodes[0].failureSummary ?? '').slice(0, 200)}`)
    console.log(JSON.stringify({
      page: path.basename(page), width, passes: result.passes.length, violations: show(result.violations), incomplete: show(result.incomplete),
      requests, errors, sideways,
    }))
    await context.close()
  }
}
await browser.close()
