package miniostore

import (
	"context"
	"sync"
	"time"
)

// Many uploads at once would each fill a part before they send it. The budget bounds how many parts are in memory together: an upload
// waits for others to finish theirs, but not for long, so that senders with slow connections hold nobody up; then it goes on all the same.
const (
	budgetParts = 10
	budgetWait  = 10 * time.Second
	smallBuffer = 1 << 20 // up to here an upload takes what it needs
)

// A budget is the room for parts in memory.
type budget struct {
	places  chan struct{}
	buffers sync.Pool // of []byte of one part of the default size, to be used again
	part    int
}

func newBudget(part int) *budget {
	return &budget{places: make(chan struct{}, budgetParts), part: part}
}

// take waits for a place, and returns what gives it back.
func (b *budget) take(ctx context.Context) (giveBack func()) {
	if b.try() {
		return b.giveBack
	}
	patience := time.NewTimer(budgetWait)
	defer patience.Stop()
	select {
	case b.places <- struct{}{}:
		return b.giveBack
	case <-ctx.Done():
	case <-patience.C:
	}
	return func() {}
}

// try takes a place if there is one.
func (b *budget) try() bool {
	select {
	case b.places <- struct{}{}:
		return true
	default:
		return false
	}
}

func (b *budget) giveBack() { <-b.places }

// buffer returns room for a part, of an earlier upload if there is some.
func (b *budget) buffer(size int) []byte {
	if size == b.part {
		if v, ok := b.buffers.Get().(*[]byte); ok {
			return *v
		}
	}
	return make([]byte, size)
}

// keep keeps a buffer for a later upload. Nobody uses it any more.
func (b *budget) keep(buf []byte) {
	if cap(buf) == b.part {
		buf = buf[:b.part]
		b.buffers.Put(&buf)
	}
}
