// Sends files in pieces over the protocol tus 1.0.0, so that a dropped connection, a reloaded page or a restarted service goes on where
// it stopped. Without this script the form sends the files in one request.
'use strict'

const form = document.getElementById('upload')
const piece = 64 << 20 // bytes of one request: what a proxy in between may have to take
const longest = 30 // seconds between two attempts

// key is what a file is known by when it is chosen again.
const key = file => 'auditd-upload ' + [form.dataset.account, file.name, file.size, file.lastModified].join(' ')
const pause = seconds => new Promise(done => setTimeout(done, 1000 * seconds))
const base64 = text => btoa(String.fromCodePoint(...new TextEncoder().encode(text)))

class Refused extends Error {} // sending again would not help

async function explain (answer) {
  try {
    const p = await answer.json()
    return [p.detail || p.title, p.remedy].filter(Boolean).join('. ')
  } catch { return form.dataset.failed }
}

// ask makes a request; an answer that says no is an error of its own, one that fails may be tried again.
async function ask (method, url, headers) {
  const answer = await fetch(url, { method, headers: { 'Tus-Resumable': '1.0.0', ...headers }, credentials: 'same-origin' })
  if (answer.status >= 500 || answer.status === 409 || answer.status === 429) throw new Error(String(answer.status))
  if (!answer.ok) throw Object.assign(new Refused(await explain(answer)), { status: answer.status })
  return answer
}

// send sends one piece; fetch tells nothing about how much was sent.
function send (url, offset, blob, progress, stop) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('PATCH', url)
    for (const [name, value] of [['Tus-Resumable', '1.0.0'], ['Upload-Offset', offset], ['Content-Type', 'application/offset+octet-stream']]) request.setRequestHeader(name, value)
    request.upload.addEventListener('progress', e => progress(offset + e.loaded))
    request.addEventListener('load', () => {
      if (request.status === 204) return resolve(Number(request.getResponseHeader('Upload-Offset')))
      if (request.status >= 500 || request.status === 409) return reject(new Error(String(request.status)))
      let text = form.dataset.failed
      try { const p = JSON.parse(request.responseText); text = [p.detail || p.title, p.remedy].filter(Boolean).join('. ') } catch { /* no document */ }
      reject(new Refused(text))
    })
    request.addEventListener('error', () => reject(new Error('connection')))
    request.addEventListener('abort', () => reject(new Error('stopped')))
    stop.now = () => request.abort()
    request.send(blob)
  })
}

// begin returns the address of the upload: that of an earlier attempt with the same file, or of a new one.
async function begin (file, role) {
  const known = localStorage.getItem(key(file))
  if (known) {
    try {
      const answer = await ask('HEAD', known)
      if (Number(answer.headers.get('Upload-Length')) === file.size) return [known, Number(answer.headers.get('Upload-Offset'))]
    } catch (e) { if (!(e instanceof Refused)) throw e } // given up or removed: begin anew
    localStorage.removeItem(key(file))
  }
  const metadata = 'filename ' + base64(file.name) + ',role ' + base64(role)
  const answer = await ask('POST', '/api/v1/uploads', { 'Upload-Length': file.size, 'Upload-Metadata': metadata })
  const url = answer.headers.get('Location')
  localStorage.setItem(key(file), url)
  return [url, 0]
}

// upload sends a file and returns its identifier. It waits longer after each failure without progress, and says so.
async function upload (file, role, show, stop) {
  let url, offset, failures = 0
  for (;;) {
    try {
      if (stop.asked) throw new Refused('')
      if (url === undefined) [url, offset] = await begin(file, role)
      else if (failures) offset = Number((await ask('HEAD', url)).headers.get('Upload-Offset'))
      while (offset < file.size) {
        show(offset, form.dataset.sending)
        offset = await send(url, offset, file.slice(offset, offset + piece), n => show(n, form.dataset.sending), stop)
        failures = 0
      }
      show(file.size, form.dataset.done)
      return url.split('/').pop()
    } catch (e) {
      if (e instanceof Refused || stop.asked) throw e
      const wait = Math.min(longest, 2 ** failures++)
      show(offset || 0, form.dataset.waiting.replace('%s', wait))
      await pause(wait)
    }
  }
}

if (form) {
  const list = document.getElementById('sending'), button = form.querySelector('button[type=submit]'), cancel = document.getElementById('stop')
  const alert = document.getElementById('refused'), stop = { asked: false, now: () => {} }

  // row shows one file on its way.
  const row = file => {
    const part = document.getElementById('row').content.cloneNode(true).firstElementChild
    const bar = part.querySelector('progress'), text = part.querySelector('output')
    part.querySelector('.file').textContent = file.name
    bar.setAttribute('aria-label', file.name)
    list.append(part)
    let told = ''
    return (sent, words) => {
      const share = Math.floor(100 * sent / file.size)
      bar.value = share
      const now = words.replace('%s', share + ' %')
      if (now !== told) text.textContent = told = now
    }
  }

  cancel.addEventListener('click', () => { stop.asked = true; stop.now() })
  form.addEventListener('submit', async event => {
    event.preventDefault()
    stop.asked = false
    alert.hidden = true
    list.replaceChildren()
    button.disabled = true
    list.hidden = cancel.hidden = false
    const chosen = [...form.querySelectorAll('input[type=file]')].flatMap(i => [...i.files].map(file => ({ file, role: i.name === 'file' ? 'data' : i.name })))
    const rows = chosen.map(x => row(x.file))
    try {
      const ids = []
      for (const [i, { file, role }] of chosen.entries()) ids.push(await upload(file, role, rows[i], stop))
      for (const { file } of chosen) localStorage.removeItem(key(file))
      location.assign('/submit/plan?' + new URLSearchParams(ids.map(id => ['file', id])))
    } catch (e) {
      alert.querySelector('p').textContent = stop.asked ? form.dataset.stopped : e.message || form.dataset.failed
      alert.hidden = false
      button.disabled = false
      cancel.hidden = true
    }
  })
}
