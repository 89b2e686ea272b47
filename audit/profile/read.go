package profile

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"auditd/audit/ingest"
)

// maxDistinct is how many distinct values of one column are counted exactly. Beyond it only their number matters, and "many" will do.
const maxDistinct = 20_000

// topValues is how many values of a column a profile lists.
const topValues = 12

// missingTexts are texts that usually mean that there is no value. They are the same as those of a plan without its own list.
var missingTexts = []string{"", "na", "n/a", "nan", "null", "none", `\n`, "unknown", "未知", "不详"}

// A column's counts, of one worker and then of all.
type counts struct {
	rows     int64
	missing  int64
	values   map[string]*known // nil once there are too many
	more     bool
	distinct int64            // lower bound when more
	forms    map[string]int64 // rows by form of personal data
	names    int64            // rows whose value looks like a person's name
	types    [typeCount]int64 // rows by type
	low      float64
	high     float64
	minText  string
	maxText  string
	seen     bool
}

// known is what was found out about one distinct value: it is looked at once, however often it occurs.
type known struct {
	rows int64
	kind int    // type
	form string // of personal data
	name bool   // looks like a person's name
}

// Types of values, from the narrowest to the widest.
const (
	typeBoolean = iota
	typeInteger
	typeNumber
	typeDate
	typeText
	typeCount
)

var typeNames = [typeCount]string{"boolean", "integer", "number", "date", "text"}

// Read profiles one source: every column, every row. Errors are those of ingest.Read.
func Read(ctx context.Context, src ingest.Source, opt ingest.Options) (*Profile, error) {
	opt.Columns = nil
	var mu sync.Mutex
	var workers []*worker
	info, err := ingest.Read(ctx, src, opt, func(int) ingest.Consumer {
		w := &worker{}
		mu.Lock()
		workers = append(workers, w)
		mu.Unlock()
		return w.batch
	})
	if err != nil {
		return nil, err
	}
	p := &Profile{Input: info.Input}
	for i, name := range info.Columns {
		all := newCounts()
		for _, w := range workers {
			if i < len(w.columns) {
				all.add(w.columns[i])
			}
		}
		p.Columns = append(p.Columns, column(name, all))
	}
	return p, nil
}

// A worker counts codes and looks at each distinct value once per epoch of its dictionary.
type worker struct {
	columns []*counts
	codes   [][]int64 // rows by code, of the present epoch
	epochs  []int
	dicts   []*ingest.Dict
}

func (w *worker) batch(b *ingest.Batch) error {
	for len(w.columns) < len(b.Codes) {
		w.columns, w.codes, w.epochs, w.dicts = append(w.columns, newCounts()), append(w.codes, nil), append(w.epochs, -1), append(w.dicts, nil)
	}
	for i, codes := range b.Codes {
		d := b.Dicts[i]
		if w.epochs[i] != d.Epoch {
			w.epochs[i], w.dicts[i], w.codes[i] = d.Epoch, d, w.codes[i][:0]
		}
		for len(w.codes[i]) < d.Len() {
			w.codes[i] = append(w.codes[i], 0)
		}
		n := w.codes[i]
		for _, c := range codes[:b.Rows] {
			n[c]++
		}
		w.flush(i) // the reader may empty the dictionary before the next batch
	}
	return nil
}

// flush adds the counts by code to the counts by value.
func (w *worker) flush(i int) {
	for code, n := range w.codes[i] {
		if n > 0 {
			w.columns[i].observe(w.dicts[i].Value(uint32(code)), n)
			w.codes[i][code] = 0
		}
	}
}

func newCounts() *counts { return &counts{values: map[string]*known{}, forms: map[string]int64{}} }

// observe counts n rows of one value.
func (c *counts) observe(raw []byte, n int64) {
	c.rows += n
	text := bytes.TrimSpace(raw)
	if raw == nil || slices.Contains(missingTexts, strings.ToLower(string(text))) {
		c.missing += n
		return
	}
	k, ok := c.values[key(text)]
	if !ok {
		v := string(text)
		k = &known{kind: c.typeOf(v), form: form(v), name: chineseName(v)}
		c.keep(key(text), k)
	}
	k.rows += n
	c.types[k.kind] += n
	if k.form != "" {
		c.forms[k.form] += n
	}
	if k.name {
		c.names += n
	}
}

// maxKey is how much of a value is kept: a column of long texts must not be held in memory.
const maxKey = 200

// key returns what stands for a value in the counts: the value itself, or the head of a long one with its digest.
func key(text []byte) string {
	if len(text) <= maxKey {
		return string(text)
	}
	sum := sha256.Sum256(text)
	return strings.ToValidUTF8(string(text[:maxKey]), "") + "… " + hex.EncodeToString(sum[:8])
}

// keep remembers a distinct value while there are not too many.
func (c *counts) keep(v string, k *known) {
	if c.values == nil {
		return
	}
	c.values[v] = k
	if len(c.values) > maxDistinct {
		c.distinct, c.more, c.values = maxDistinct, true, nil
	}
}

// typeOf returns the type of a value and keeps the smallest and largest number or date.
func (c *counts) typeOf(v string) int {
	switch strings.ToLower(v) {
	case "true", "false":
		return typeBoolean
	}
	if x, err := strconv.ParseFloat(v, 64); err == nil && x-x == 0 { // x−x is not 0 for infinities
		if !c.seen || x < c.low {
			c.low, c.minText = x, v
		}
		if !c.seen || x > c.high {
			c.high, c.maxText = x, v
		}
		c.seen = true
		if _, err := strconv.ParseInt(v, 10, 64); err == nil {
			return typeInteger
		}
		return typeNumber
	}
	for _, layout := range []string{"2006-01-02", "2006/1/2", "2006-01-02 15:04:05", time.RFC3339, "2006年1月2日"} {
		if _, err := time.Parse(layout, v); err == nil {
			return typeDate
		}
	}
	return typeText
}

// add merges another worker's counts.
func (c *counts) add(d *counts) {
	c.rows, c.missing, c.names = c.rows+d.rows, c.missing+d.missing, c.names+d.names
	for i := range c.types {
		c.types[i] += d.types[i]
	}
	for k, n := range d.forms {
		c.forms[k] += n
	}
	if d.seen {
		if !c.seen || d.low < c.low || (d.low == c.low && d.minText < c.minText) {
			c.low, c.minText = d.low, d.minText
		}
		if !c.seen || d.high > c.high || (d.high == c.high && d.maxText < c.maxText) {
			c.high, c.maxText = d.high, d.maxText
		}
		c.seen = true
	}
	if c.more || d.more {
		c.more, c.values, c.distinct = true, nil, maxDistinct
		return
	}
	for v, k := range d.values {
		if mine, ok := c.values[v]; ok {
			mine.rows += k.rows
			continue
		}
		c.keep(v, k)
	}
}

// column turns counts into what a profile says of a column.
func column(name string, c *counts) Column {
	out := Column{Name: name, Rows: c.rows, Missing: c.missing, Distinct: c.distinct, More: c.more, Top: []ValueCount{}, Type: "empty"}
	if !c.more {
		out.Distinct = int64(len(c.values))
	}
	widest := -1
	for t, n := range c.types {
		if n > 0 {
			widest = max(widest, t)
		}
	}
	if widest >= 0 {
		out.Type = typeNames[widest]
	}
	if out.Type == "date" && c.types[typeDate] < c.rows-c.missing {
		out.Type = "text" // dates mixed with numbers are neither
	}
	if out.Type == "integer" || out.Type == "number" {
		out.Min, out.Max = c.minText, c.maxText
	}
	for v, k := range c.values {
		out.Top = append(out.Top, ValueCount{v, k.rows})
	}
	slices.SortFunc(out.Top, func(a, b ValueCount) int { return cmp.Or(cmp.Compare(b.Rows, a.Rows), cmp.Compare(a.Value, b.Value)) })
	personal(&out, c.forms, c.names)
	guess(&out)
	if out.Personal != "" || out.Role == RoleIdentifier {
		out.Top = []ValueCount{} // what should not have been submitted is not repeated
	}
	out.Top = out.Top[:min(len(out.Top), topValues)]
	return out
}
