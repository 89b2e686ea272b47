// Usage: node plan.mjs chromium folder-with-node_modules base password lang width way colour data.csv
// Fills in the form of a plan as a person does, in a real browser under the page's own policy: a column of every further analysis, a
// field that is wrong and is mended where the page says so, and a key that only the text has. It prints the number of the case and what
// was wrong on the way. The way is "script", or "plain" with JavaScript switched off. With AUDITD_SHOTS it keeps pictures there.
import fs from 'node:fs'
import path from 'node:path'
import { createRequire } from 'node:module'

const [executablePath, modules, base, password, lang, width, way, colorScheme, data] = process.argv.slice(2)
const require = createRequire(path.join(path.resolve(modules), 'x.js'))
const { chromium } = require('playwright-core')
const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
const browser = await chromium.launch({
  executablePath,
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
})
const faults = [], steps = []
const context = await browser.newContext({ viewport: { width: Number(width), height: 900 }, colorScheme, javaScriptEnabled: way !== 'plain', locale: lang === 'zh' ? 'zh-CN' : 'en-GB' })
context.setDefaultTimeout(20000)
const tab = await context.newPage()
let expected = 0 // answers that say no; the browser logs each
tab.on('console', m => { if (m.type() === 'error' && !(expected > 0 && m.text().includes('422'))) faults.push(m.text()) })

// press presses a button that leads to another page.
const press = async selector => Promise.all([tab.waitForEvent('load'), tab.click(selector)])

// look has axe-core examine the page, without its being asked whether it scrolls: with script switched off nothing runs in it.
async function look (name) {
  if (process.env.AUDITD_SHOTS) await tab.screenshot({ path: path.join(process.env.AUDITD_SHOTS, `plan-${name}-${width}-${lang}-${way}.png`), fullPage: true })
  if (way === 'plain') return
  await tab.evaluate(axe)
  const result = await tab.evaluate(values => window.axe.run(document, { runOnly: { type: 'tag', values } }), tags)
  for (const v of result.violations) faults.push(`${name}: ${v.id}: ${v.nodes.length} × ${v.help} | ${v.nodes[0].html.slice(0, 160)}`)
  if (result.passes.length < 15) faults.push(`${name}: only ${result.passes.length} checks pass`)
  if (await tab.evaluate(() => document.documentElement.scrollWidth > innerWidth)) faults.push(`${name}: the page scrolls sideways`)
}

// unfold opens a part of the form unless it is open.
async function unfold (name) {
  if (await tab.getAttribute(`#part-${name}`, 'open') === null) await tab.click(`#part-${name} > summary`)
}
const choose = (name, value) => tab.selectOption(`[name=${name}]`, value)
const fill = (name, text) => tab.fill(`[name=${name}]`, text)
const tick = async (name, values) => {
  for (const box of await tab.$$(`input[type=checkbox][name=${name}]`)) await box.setChecked(values.includes(await box.getAttribute('value')))
}

try {
  await tab.goto(`${base}/sign-in?name=submitter&lang=${lang}`)
  await tab.fill('[name=password]', password)
  await press('main button')
  await tab.goto(`${base}/submit`)
  await tab.setInputFiles('[name=file]', data)
  await tab.click('#upload button[type=submit]')
  await tab.waitForURL(/submit\/plan/)
  for (let i = 0; i < 60 && !await tab.$('textarea[name=plan]'); i++) { await tab.waitForTimeout(300); await tab.goto(tab.url()) }
  await look('empty')

  await fill('title', '公房配租')
  await fill('title_en', 'Public flats')
  await choose('subject', 'housing')
  await fill('system', 'Flat allocation')
  await fill('purpose', 'Decide who is offered a flat')
  await tick('attribute', ['sex', 'residence'])
  await choose('decision', 'approved')
  await fill('selected', '1')
  await choose('favourable', 'true')
  await choose('label', 'in_need')
  await fill('positive', '1')
  await unfold('alike')
  await tick('stratum', ['household'])
  await unfold('features')
  await tick('feature', ['district', 'income', 'phone'])
  await unfold('score')
  await choose('score', 'score')
  await choose('higher', '')
  await choose('outcome', 'need_points')
  await fill('scores_cuts', '0.3，0.5')
  await unfold('stages')
  for (const [i, name] of ['documents', 'interview', 'approved'].entries()) {
    await tab.locator('[name=stage_column]').nth(i).selectOption(name)
    await tab.locator('[name=stage_passed]').nth(i).fill('1')
  }
  await unfold('period')
  await choose('period', 'applied')
  await choose('period_by', 'quarter')
  await unfold('sample')
  await choose('cluster', 'office')
  await choose('survey_stratum', 'zone')
  await unfold('lists')
  await choose('rank', 'place')
  await choose('rank_list', 'list')
  await choose('classes', 'offer')
  await fill('classes_order', 'none, waiting list, small flat, family flat')
  await unfold('single')
  await choose('pair', 'approved_if_other_sex')
  await tick('annotator', ['first_reader', 'second_reader'])
  await tick('item', ['documents', 'interview'])
  await tick('consistency', ['on'])
  await unfold('search')
  await tick('subgroups', ['on'])
  await fill('subgroups_depth', '2')
  await fill('scan_clusters', '6')
  await tick('subset_scan', ['on'])
  await unfold('more')
  await tick('inequality', ['on'])
  await tick('small_groups', ['on'])

  // Written into the text, to which a person adds what no field has. The bins of income are offered then.
  await press('.compose button[value=compose]')
  await tab.fill('[name="bins feature income"]', '2500, 4000, 6000')
  const text = await tab.inputValue('textarea[name=plan]')
  await tab.fill('textarea[name=plan]', text + '# kept\nseed: 7\n')
  await press('.compose button[value=compose]')
  await look('filled')
  const kept = await tab.inputValue('textarea[name=plan]')
  for (const want of ['seed: 7', '# kept', 'breaks: [2500, 4000, 6000]', 'scan: {clusters: 6}', 'cuts: [0.3, 0.5]']) if (!kept.includes(want)) faults.push(`the text has no ${want}: ${kept}`)

  // What a higher score means has no default: the page says so at the field, and all else that was typed is there.
  expected++
  await press('button[name=do][value=submit]')
  if (await tab.getAttribute('[name=higher]', 'aria-invalid') !== 'true') faults.push('the field that is wrong is not marked')
  steps.push((await tab.textContent('#f-higher-fault')).trim())
  if (await tab.getAttribute('#part-score', 'open') === null) faults.push('the part with the error is closed')
  await look('wrong')
  await choose('higher', 'favourable')
  await press('button[name=do][value=submit]')
  const address = new URL(tab.url()).pathname
  // With script the page follows the work by itself; without, the browser asks again or the person does.
  for (let i = 0; way === 'plain' && i < 100 && !await tab.$('iframe.report'); i++) { await tab.waitForTimeout(500); await tab.goto(base + address).catch(() => {}) }
  await tab.waitForSelector('iframe.report', { timeout: 90000 })
  const results = await (await context.request.get(`${base}${address}/files/results.json`)).json()
  console.log(JSON.stringify({ case: address.split('/').pop(), parts: Object.keys(results), seed: results.plan.seed, steps, faults }))
} catch (e) {
  console.log(JSON.stringify({ case: tab.url(), parts: [], steps, faults: [...faults, String(e)] }))
} finally {
  await browser.close()
}
