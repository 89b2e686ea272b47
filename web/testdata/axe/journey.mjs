// Usage: node journey.mjs chromium folder-with-node_modules base password lang width way folder
// Takes one case from sign-in to the public page as people do, in a real browser under the pages' own policy, and prints its number.
// The way is "script", "plain" (JavaScript switched off) or "keyboard" (nothing but keys). In the folder lie permits.csv and plan.yaml.
import fs from 'node:fs'
import path from 'node:path'
import { createRequire } from 'node:module'

const [executablePath, modules, base, password, lang, width, way, folder] = process.argv.slice(2)
const require = createRequire(path.join(path.resolve(modules), 'x.js'))
const { chromium } = require('playwright-core')
const browser = await chromium.launch({
  executablePath,
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
})
const faults = []

// keysTo presses Tab until what has the focus fits a selector, as somebody without a mouse does.
async function keysTo(tab, selector) {
  for (let i = 0; i < 300; i++) {
    if (await tab.evaluate(s => document.activeElement !== document.body && document.activeElement?.matches(s), selector)) return
    await tab.keyboard.press('Tab')
  }
  throw new Error(`no number of Tabs leads to ${selector} at ${tab.url()}`)
}

// Two sets of hands: a mouse, and keys alone.
const mouse = {
  fill: (tab, s, text) => tab.fill(s, text),
  choose: (tab, s, value) => tab.selectOption(s, value),
  tick: (tab, s) => tab.check(s),
  press: (tab, s) => tab.click(s),
  file: (tab, s, name) => tab.setInputFiles(s, name),
}
const keys = {
  async fill(tab, s, text) {
    await keysTo(tab, s)
    await tab.keyboard.press('ControlOrMeta+a')
    await tab.keyboard.insertText(text)
  },
  async choose(tab, s, value) {
    await keysTo(tab, s)
    await tab.keyboard.press('Home')
    for (let i = 0; i < 50 && await tab.evaluate(() => document.activeElement.value) !== value; i++) await tab.keyboard.press('ArrowDown')
    if (await tab.evaluate(() => document.activeElement.value) !== value) throw new Error(`${s} never became ${value}`)
  },
  async tick(tab, s) {
    const name = await tab.getAttribute(s, 'name'), radio = await tab.getAttribute(s, 'type') === 'radio'
    await keysTo(tab, radio ? `[name="${name}"]` : s)
    for (let i = 0; radio && i < 10 && !await tab.evaluate(x => document.activeElement.matches(x), s); i++) await tab.keyboard.press('ArrowDown')
    if (!await tab.isChecked(s)) await tab.keyboard.press('Space')
    if (!await tab.isChecked(s)) throw new Error(`${s} cannot be ticked by keys`)
  },
  async press(tab, s) {
    await keysTo(tab, s)
    await tab.keyboard.press('Enter')
  },
  async file(tab, s, name) {
    await keysTo(tab, s)
    const [chooser] = await Promise.all([tab.waitForEvent('filechooser'), tab.keyboard.press('Enter')])
    await chooser.setFiles(name)
  },
}
const hands = way === 'keyboard' ? keys : mouse

// A person is a browser of their own that has signed in.
async function person(name) {
  const context = await browser.newContext({ viewport: { width: Number(width), height: 900 }, javaScriptEnabled: way !== 'plain', locale: lang === 'zh' ? 'zh-CN' : 'en-GB' })
  context.setDefaultTimeout(20000)
  const tab = await context.newPage()
  tab.on('console', m => { if (m.type() === 'error') faults.push(`${name}: ${m.text()}`) })
  tab.on('pageerror', e => faults.push(`${name}: ${e.message}`))
  await tab.goto(`${base}/sign-in?lang=${lang}`)
  await hands.fill(tab, '[name=name]', name)
  await hands.fill(tab, '[name=password]', password)
  await go(tab, () => hands.press(tab, 'form[action="/sign-in"] button'))
  return tab
}

// go does what leads to another page and waits for it, and fails when it is the page of an error.
async function go(tab, f) {
  const answer = tab.waitForResponse(r => r.request().isNavigationRequest() && r.frame() === tab.mainFrame() && (r.status() < 300 || r.status() >= 400))
  const [r] = await Promise.all([answer, tab.waitForEvent('load'), f()])
  if (r.status() >= 400) throw new Error(`${r.status()} at ${r.url()}: ${await tab.innerText('main')}`)
}

const of = action => `form[action$="/acts/${action}"]`
const act = (tab, action) => go(tab, () => hands.press(tab, `${of(action)} button`))

async function assess(tab, action, verdict) {
  for (const c of ['fairness', 'effectiveness', 'scientificity']) {
    await hands.choose(tab, `${of(action)} [name=assessment_${c}]`, c === 'fairness' ? 'not_met' : 'met')
    await hands.fill(tab, `${of(action)} [name=reasons_${c}]`, `reasons for ${c}`)
  }
  if (verdict) await hands.tick(tab, `${of(action)} [name=verdict][value=${verdict}]`)
}

try {
  // The department hands in.
  const submitter = await person('submitter')
  await go(submitter, () => hands.press(submitter, 'nav a[href="/submit"]'))
  await hands.file(submitter, '[name=file]', path.join(folder, 'permits.csv'))
  await hands.press(submitter, '#upload button[type=submit]')
  await submitter.waitForURL(/submit\/plan/)
  for (let i = 0; i < 60 && !await submitter.$('textarea[name=plan]'); i++) { await submitter.waitForTimeout(300); await submitter.goto(submitter.url()) }
  await hands.fill(submitter, '[name=title]', '许可审批')
  await hands.fill(submitter, '[name=title_en]', 'Permits')
  await hands.choose(submitter, '[name=subject]', 'transport')
  await hands.choose(submitter, '[name=impact_level]', '1')
  await hands.fill(submitter, 'textarea[name=plan]', fs.readFileSync(path.join(folder, 'plan.yaml'), 'utf8'))
  await go(submitter, () => hands.press(submitter, 'button[name=do][value=submit]'))
  const address = new URL(submitter.url()).pathname
  // With script the page follows the work by itself; without, the browser asks again or the person does.
  if (way === 'plain') for (let i = 0; i < 60 && !await submitter.$('iframe.report'); i++) { await submitter.waitForTimeout(300); await submitter.goto(base + address) }
  await submitter.waitForSelector('iframe.report')

  // The committee is called and reviews.
  const secretary = await person('secretary')
  await go(secretary, () => hands.press(secretary, `a[href="${address}"]`))
  await act(secretary, 'form_panel')
  const member1 = await secretary.$eval(`${of('assign_member')} select`, s => [...s.options].find(o => o.text.includes('member1')).value)
  await hands.choose(secretary, `${of('assign_member')} select`, member1)
  await act(secretary, 'assign_member')
  const member = await person('member1')
  await go(member, () => hands.press(member, `a[href="${address}"]`))
  await hands.tick(member, `${of('declare')} [name=no_conflict]`)
  await act(member, 'declare')
  await secretary.goto(base + address)
  await act(secretary, 'start_review')
  await member.goto(base + address)
  await assess(member, 'file_review', 'fail')
  await act(member, 'file_review')

  // Findings, the reply and its answer, the resolution with a dissent, signatures.
  const chair = await person('chair')
  await chair.goto(base + address)
  await hands.fill(chair, `${of('issue_findings')} [name=finding]`, 'women are granted half as often')
  await hands.fill(chair, `${of('issue_findings')} [name=anchor]`, 'metric=selection_rate')
  await act(chair, 'issue_findings')
  await submitter.goto(base + address)
  await hands.fill(submitter, `${of('file_reply')} [name=text]`, 'we will look into it')
  await hands.fill(submitter, `${of('file_reply')} [name=points]`, 'the sample is one year')
  await act(submitter, 'file_reply')
  await chair.goto(base + address)
  await hands.choose(chair, `${of('answer_reply')} [name=answer]`, 'rejected')
  await hands.fill(chair, `${of('answer_reply')} [name=answer_reasons]`, 'one year is what was decided')
  await act(chair, 'answer_reply')
  await hands.tick(chair, `${of('resolve')} [name=verdict][value=fail]`)
  await hands.fill(chair, `${of('resolve')} [name=reasons]`, 'the difference is not explained')
  await assess(chair, 'resolve')
  await hands.press(chair, `${of('resolve')} summary`)
  await hands.fill(chair, `${of('resolve')} [name=dissent_reasons]`, 'a condition would do')
  await go(chair, () => hands.press(chair, `${of('resolve')} > button`))
  await act(chair, 'sign')

  // A second person publishes, and everybody reads.
  const publisher = await person('publisher')
  for (let i = 0; i < 60; i++) {
    await publisher.goto(base + address)
    if (await publisher.$(of('publish'))) break
    await publisher.waitForTimeout(300)
  }
  await act(publisher, 'publish')
  await go(publisher, () => hands.press(publisher, '.now a[href^="/public/"]'))
  const text = await publisher.innerText('main')
  const said = ['the difference is not explained', 'we will look into it', 'a condition would do', lang === 'zh' ? '不通过' : 'Fail', lang === 'zh' ? '一分钟读懂' : 'In short']
  for (const s of said) if (!text.includes(s)) faults.push(`the public page does not say ${s}`)
  console.log(JSON.stringify({ case: address.split('/').pop(), faults }))
} finally {
  await browser.close()
}
