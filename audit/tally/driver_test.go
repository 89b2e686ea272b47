package tally

import (
	"fmt"
	"sort"
	"strings"
	"sync"
	"testing"

	"auditd/audit"
)

// null stands for the absent value in test tables.
const null = "\x00null"

// A table is rows as a person writes them down.
type table struct {
	columns []string
	rows    [][]string
}

// parse reads a table from text: a line a row, cells divided by |, the first line the names; "null" in angle brackets is null.
func parse(text string) table {
	var t table
	for line := range strings.Lines(strings.TrimSpace(text)) {
		cells := strings.Split(strings.TrimSuffix(line, "\n"), "|")
		for i := range cells {
			cells[i] = strings.Trim(cells[i], " \t")
			if cells[i] == "<null>" {
				cells[i] = null
			}
		}
		if t.columns == nil {
			t.columns = cells
			continue
		}
		t.rows = append(t.rows, cells)
	}
	return t
}

// memoryDict is a dictionary in memory. It is emptied after so many values, as the reader's are.
type memoryDict struct {
	values [][]byte
	index  map[string]uint32
	epoch  int
}

func newMemoryDict() *memoryDict {
	return &memoryDict{values: [][]byte{nil}, index: map[string]uint32{}}
}

func (d *memoryDict) Len() int                 { return len(d.values) }
func (d *memoryDict) Value(code uint32) []byte { return d.values[code] }

func (d *memoryDict) code(s string) uint32 {
	if s == null {
		return 0
	}
	c, ok := d.index[s]
	if !ok {
		c = uint32(len(d.values))
		d.values = append(d.values, []byte(s))
		d.index[s] = c
	}
	return c
}

// reading says how a table is dealt out to workers.
type reading struct {
	workers int // 0 means 1
	batch   int // rows; 0 means 1000
	keep    int // values after which a dictionary is emptied; 0 means never
}

// feed counts a table with the counter. Batches go to the workers in turn; workers run at the same time.
func feed(c *Counter, t table, how reading) error {
	workers, batch := max(how.workers, 1), how.batch
	if batch == 0 {
		batch = 1000
	}
	at := map[string]int{}
	for i, name := range t.columns {
		at[name] = i
	}
	errs := make([]error, workers)
	var wg sync.WaitGroup
	for w := range workers {
		p := c.partial(w)
		wg.Go(func() {
			dicts := make([]*memoryDict, len(c.columns))
			for i := range dicts {
				dicts[i] = newMemoryDict()
			}
			for seq, lo := 0, 0; lo < len(t.rows); seq, lo = seq+1, lo+batch {
				if seq%workers != w {
					continue
				}
				rows := t.rows[lo:min(lo+batch, len(t.rows))]
				b := &block{first: seq == 0, rows: len(rows)}
				for i, name := range c.columns {
					codes := make([]uint32, len(rows))
					for j, row := range rows {
						codes[j] = dicts[i].code(row[at[name]])
					}
					b.codes = append(b.codes, codes)
					b.dicts = append(b.dicts, dict{dicts[i], dicts[i].epoch})
				}
				if err := p.take(b); err != nil {
					errs[w] = err
					return
				}
				for i, d := range dicts {
					if how.keep > 0 && d.Len() > how.keep {
						*dicts[i] = *newMemoryDict()
						dicts[i].epoch = d.epoch + 1 + seq
					}
				}
			}
		})
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// tallied counts a table and returns the cells and notices.
func tallied(req Request, t table, how reading) (*audit.Cells, []audit.Note, error) {
	c, err := New(req)
	if err != nil {
		return nil, nil, err
	}
	if err := feed(c, t, how); err != nil {
		return nil, nil, err
	}
	cells, err := c.Cells()
	if err != nil {
		return nil, nil, err
	}
	return cells, c.Notices(), nil
}

// mustTally is tallied for tables without faults.
func mustTally(t testing.TB, req Request, rows table, how reading) *audit.Cells {
	t.Helper()
	cells, _, err := tallied(req, rows, how)
	if err != nil {
		t.Fatalf("count: %v", err)
	}
	if err := cells.Check(); err != nil {
		t.Fatal(err)
	}
	return cells
}

// lines writes the cells as a person reads them: values, then what was counted as label/decision: n.
func lines(c *audit.Cells) []string {
	labels, decisions := []string{"-", "negative", "positive"}, []string{"-", "not_selected", "selected"}
	var out []string
	for _, cell := range c.Cells {
		var names []string
		for i, code := range cell.Codes {
			names = append(names, dimAt(c, i).Values[code])
		}
		for l := range labels {
			for d := range decisions {
				n := cell.Counts.N[l][d]
				if n == 0 {
					continue
				}
				line := fmt.Sprintf("%s | %s | %s | %d", strings.Join(names, ", "), labels[l], decisions[d], n)
				if c.Weighted {
					line += fmt.Sprintf(" | %v | %v", cell.Counts.W[l][d], cell.Counts.W2[l][d])
				}
				out = append(out, line)
			}
		}
	}
	return out
}

// notes writes notices as lines, sorted.
func notes(list []audit.Note) []string {
	var out []string
	for _, n := range list {
		out = append(out, n.Key+": "+strings.Join(n.Args, ", "))
	}
	sort.Strings(out)
	return out
}

// values writes the list of one column in one role.
func values(c *audit.Cells, column, role string) []string {
	var out []string
	for _, v := range c.Values {
		if v.Column != column || v.Role != role {
			continue
		}
		for _, x := range v.Values {
			out = append(out, fmt.Sprintf("%q %d %s", x.Value, x.Rows, x.As))
		}
		if v.More > 0 {
			out = append(out, fmt.Sprintf("%d more", v.More))
		}
	}
	return out
}
