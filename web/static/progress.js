// Two comforts for pages that work without them: a case page follows its job, an upload shows how far it is.
'use strict'

const working = document.getElementById('working')
if (working) {
  const look = async () => {
    try {
      const answer = await fetch(working.dataset.progress, { headers: { Accept: 'application/json' }, credentials: 'same-origin' })
      if (!answer.ok) return
      const now = await answer.json()
      if (!now.working || String(now.seq) !== working.dataset.seq) return location.reload()
      const text = document.getElementById('progress-text')
      if (text.textContent !== now.text) text.textContent = now.text
    } catch { /* the server may be starting again; the next look will tell */ }
    setTimeout(look, 1000)
  }
  setTimeout(look, 700)
}

const upload = document.getElementById('upload')
if (upload) {
  upload.addEventListener('submit', event => {
    event.preventDefault()
    const button = upload.querySelector('button'), bar = document.getElementById('sent'), share = document.getElementById('share')
    const request = new XMLHttpRequest() // fetch tells nothing about how much was sent
    request.open('POST', upload.action)
    request.setRequestHeader('Accept', 'application/json')
    request.upload.addEventListener('progress', e => {
      if (!e.lengthComputable) return
      bar.value = Math.floor(100 * e.loaded / e.total)
      share.value = bar.value + ' %'
    })
    request.addEventListener('load', () => {
      if (request.status === 200) return location.assign(JSON.parse(request.responseText).next)
      document.open()
      document.write(request.responseText)
      document.close()
    })
    request.addEventListener('error', () => upload.submit())
    button.disabled = true
    document.getElementById('sending').hidden = false
    request.send(new FormData(upload))
  })
}
