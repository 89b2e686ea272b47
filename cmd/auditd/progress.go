package main

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// progress returns a function that shows how far reading has come, and one that ends the showing: a bar on a terminal, a line
// for every tenth elsewhere, nothing when quiet. Both may be called from several goroutines.
func progress(w io.Writer, what string, quiet bool) (step func(done, total int64), end func()) {
	if quiet {
		return nil, func() {}
	}
	var one sync.Mutex
	inner, last := showing(w, what)
	return func(done, total int64) {
			one.Lock()
			defer one.Unlock()
			inner(done, total)
		}, func() {
			one.Lock()
			defer one.Unlock()
			last()
		}
}

// showing returns how progress is shown, for one goroutine at a time.
func showing(w io.Writer, what string) (step func(done, total int64), end func()) {
	if f, ok := w.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		return bar(w, what)
	}
	tenth := int64(0)
	return func(done, total int64) {
		if total <= 0 || done*10/total <= tenth {
			return
		}
		tenth = done * 10 / total
		fmt.Fprintf(w, "%s: %d %%\n", what, tenth*10)
	}, func() {}
}

// bar draws a progress bar that is wiped when it ends.
func bar(w io.Writer, what string) (step func(done, total int64), end func()) {
	var b *progressbar.ProgressBar
	step = func(done, total int64) {
		if b == nil {
			b = progressbar.NewOptions64(total, progressbar.OptionSetWriter(w), progressbar.OptionSetDescription(what),
				progressbar.OptionShowBytes(true), progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish())
		}
		_ = b.Set64(done) // a terminal that cannot be written to must not end the audit
	}
	return step, func() {
		if b != nil {
			_ = b.Finish()
		}
	}
}
