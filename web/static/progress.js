// A comfort for pages that work without it: a case page follows its job.
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
