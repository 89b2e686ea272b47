package tally

import (
	"context"
	"fmt"
	"math/bits"
	"slices"
	"strconv"

	"auditd/audit"
	"auditd/audit/ingest"
	"auditd/audit/tally/meaning"
	"auditd/audit/tally/number"
	"auditd/audit/tally/side"
)

// maxSideBytes bounds the memory of the files that are joined to the main one.
const maxSideBytes = 1 << 30

// A joining counts a main file with the columns of side files.
type joining struct {
	counter *Counter
	files   audit.Files
	parts   []Part
	read    Reader
	limit   int64
	present *number.Texts // the one text of the columns that say whether a stage has a person

	names [][]string   // columns of every part
	from  []origin     // by column of the counter
	sides []*side.File // parts but the first
	lanes map[int]*lane
}

// An origin is the place of a wanted column: a part and its position among the columns read from there. The id is at 0: who asks
// for it wants to know whether the part has the person at all (audit.StageColumn).
type origin struct{ part, at int }

// run learns the columns, reads the side files and then the main file.
func (j *joining) run(ctx context.Context) ([]audit.Input, error) {
	if len(j.parts) < 2 {
		return nil, audit.Errorf(audit.Invalid, "a join needs at least two files")
	}
	for i := range j.parts {
		if j.id(i) == "" {
			return nil, j.fault(i, "the plan names no id column for the join", "name it in files.id")
		}
		names, err := j.columnsOf(ctx, i)
		if err != nil {
			return nil, err
		}
		j.names = append(j.names, names)
	}
	if err := j.assign(); err != nil {
		return nil, err
	}
	j.counter.idColumn = j.id(0)
	inputs := make([]audit.Input, len(j.parts))
	for i := 1; i < len(j.parts); i++ {
		info, err := j.readSide(ctx, i)
		if err != nil {
			return nil, err
		}
		inputs[i] = info.Input
	}
	j.lanes = map[int]*lane{}
	opt := j.parts[0].Options
	opt.Columns = j.wanted(0)
	info, err := j.read(ctx, j.parts[0].Source, opt, func(worker int) ingest.Consumer { return cancellable(ctx, j.consumer(worker)) })
	if err != nil {
		return nil, err
	}
	inputs[0] = info.Input
	j.note()
	return inputs, nil
}

// id returns the id column of a part.
func (j *joining) id(part int) string {
	if part < len(j.files.Parts) && j.files.Parts[part].ID != "" {
		return j.files.Parts[part].ID
	}
	return j.files.ID
}

// fault returns an Invalid error about a part.
func (j *joining) fault(part int, text, remedy string) error {
	return &audit.Error{Kind: audit.Invalid, File: j.parts[part].Source.Name, Text: text, Remedy: remedy}
}

// columnsOf returns all columns of a part. Some formats know them only at their end, so the file is read through, without values.
func (j *joining) columnsOf(ctx context.Context, part int) ([]string, error) {
	p := j.parts[part]
	if p.Columns != nil {
		return p.Columns, nil
	}
	opt := p.Options
	opt.Columns = []string{}
	opt.Progress = nil // the bytes will be read again, and progress counts them once
	info, err := j.read(ctx, p.Source, opt, func(int) ingest.Consumer {
		return func(*ingest.Batch) error { return ctx.Err() }
	})
	if err != nil {
		return nil, err
	}
	return info.Columns, nil
}

// assign finds the one file of every wanted column. The id column of a later file is not looked at when the main file has a column
// of that name.
func (j *joining) assign() error {
	next := slices.Repeat([]int{1}, len(j.parts))
	for _, name := range j.counter.columns {
		if part := j.stage(name); part > 0 {
			j.from = append(j.from, origin{part, 0})
			continue
		}
		owner := -1
		for part, names := range j.names {
			if part > 0 && j.files.How == audit.HowStages {
				break // a later file says who was left; what is true of people stands in the first
			}
			if !slices.Contains(names, name) || owner >= 0 && name == j.id(part) {
				continue
			}
			if owner >= 0 {
				return &audit.Error{
					Kind: audit.Invalid, Column: name,
					Text:   fmt.Sprintf("two files have the column: %s and %s", audit.Quote(j.parts[owner].Source.Name), audit.Quote(j.parts[part].Source.Name)),
					Remedy: "rename or remove the column in one of them",
				}
			}
			owner = part
		}
		if owner < 0 {
			e := audit.Errorf(audit.Invalid, "no file has column %s", audit.Quote(name))
			if near := audit.Nearest(name, slices.Sorted(slices.Values(slices.Concat(j.names...)))); near != "" {
				e.Remedy = "the nearest name is " + audit.Quote(near)
			}
			return e
		}
		j.from = append(j.from, origin{owner, next[owner]})
		next[owner]++
	}
	return nil
}

// wanted returns the columns to read from a part, the id first.
func (j *joining) wanted(part int) []string {
	columns := []string{j.id(part)}
	for i, o := range j.from {
		if o.part == part && o.at > 0 {
			columns = append(columns, j.counter.columns[i])
		}
	}
	return columns
}

// readSide reads a side file into memory, with one worker: rows then come in order, and of two rows with one id the later one is
// the fault.
func (j *joining) readSide(ctx context.Context, part int) (*ingest.Info, error) {
	p := j.parts[part]
	opt := p.Options
	opt.Columns, opt.Workers = j.wanted(part), 1
	f := side.New(j.id(part), len(opt.Columns)-1)
	j.sides = append(j.sides, f)
	return j.read(ctx, p.Source, opt, func(int) ingest.Consumer {
		return cancellable(ctx, func(b *ingest.Batch) error {
			if err := f.Take(b); err != nil {
				return err
			}
			var size int64
			for _, s := range j.sides {
				size += s.Size()
			}
			if size > j.limit {
				return &audit.Error{
					Kind: audit.Limit, Text: fmt.Sprintf("the files joined to the first one need more than %d MiB of memory", j.limit>>20),
					Remedy: "let the largest file be the first, or join the files before submitting them",
				}
			}
			return nil
		})
	})
}

// A lane is one worker's side of a join: it turns a batch of the main file into a block with the columns of all files.
type lane struct {
	joining *joining
	partial *partial
	missing meaning.Missing

	ids     dict
	state   []uint8    // by id code
	partner [][]uint32 // by side and id code: row in the side file

	block  block
	kept   []int32    // rows of the batch that have an id
	row    []uint32   // of one side, by row of the block
	buffer [][]uint32 // by column of the counter

	used      [][]uint64 // by side: a bit for every row of the side that a main row met
	matched   []int64    // by side: main rows with a partner
	unmatched []int64
}

// What is known about an id code.
const (
	idNew = iota
	idMissing
	idKnown
)

// consumer returns the consumer of one worker for the main file.
func (j *joining) consumer(worker int) ingest.Consumer {
	n := len(j.sides)
	l := &lane{
		joining: j, partial: j.counter.partial(worker), missing: meaning.NewMissing(nil), partner: make([][]uint32, n),
		buffer: make([][]uint32, len(j.from)), used: make([][]uint64, n), matched: make([]int64, n), unmatched: make([]int64, n),
	}
	for i, s := range j.sides {
		l.used[i] = make([]uint64, s.Rows()/64+1)
	}
	j.counter.mu.Lock()
	defer j.counter.mu.Unlock()
	j.lanes[worker] = l
	return l.take
}

// take counts one batch of the main file.
func (l *lane) take(b *ingest.Batch) error {
	l.follow(dict{b.Dicts[0], b.Dicts[0].Epoch})
	l.kept = l.kept[:0]
	for row, code := range b.Codes[0][:b.Rows] {
		if l.state[code] == idNew {
			l.meet(code)
		}
		if l.state[code] == idKnown {
			l.kept = append(l.kept, int32(row))
		}
	}
	out := &l.block
	out.first, out.rows, out.origin = b.Seq == 0, len(l.kept), nil
	if out.rows < b.Rows {
		out.origin = l.kept
		l.partial.noID += int64(b.Rows - out.rows)
	}
	out.codes, out.dicts = slices.Grow(out.codes[:0], len(l.buffer))[:len(l.buffer)], slices.Grow(out.dicts[:0], len(l.buffer))[:len(l.buffer)]
	for i, o := range l.joining.from {
		if o.part == 0 {
			out.codes[i], out.dicts[i] = l.narrow(i, b.Codes[o.at], b.Rows), dict{b.Dicts[o.at], b.Dicts[o.at].Epoch}
		}
	}
	for s := range l.joining.sides {
		l.join(s, b.Codes[0])
	}
	return l.partial.take(out)
}

// follow starts the tables of ids anew when the dictionary is another one.
func (l *lane) follow(d dict) {
	if l.ids != d {
		l.ids, l.state = d, l.state[:0]
		for s := range l.partner {
			l.partner[s] = l.partner[s][:0]
		}
	}
	l.state = extend(l.state, d.Len())
	for s := range l.partner {
		l.partner[s] = extend(l.partner[s], d.Len())
	}
}

// meet looks an id up in all side files.
func (l *lane) meet(code uint32) {
	id := side.CleanID(l.ids.Value(code), l.missing)
	if id == nil {
		l.state[code] = idMissing
		return
	}
	l.state[code] = idKnown
	for s, f := range l.joining.sides {
		l.partner[s][code] = f.Find(id)
	}
}

// narrow returns the codes of a main column for the rows that are kept.
func (l *lane) narrow(i int, codes []uint32, rows int) []uint32 {
	if len(l.kept) == rows {
		return codes[:rows]
	}
	l.buffer[i] = l.buffer[i][:0]
	for _, row := range l.kept {
		l.buffer[i] = append(l.buffer[i], codes[row])
	}
	return l.buffer[i]
}

// join fetches the columns of one side file for the rows that are kept.
func (l *lane) join(s int, ids []uint32) {
	l.row = l.row[:0]
	for _, row := range l.kept {
		partner := l.partner[s][ids[row]]
		l.row = append(l.row, partner)
		if partner == 0 {
			l.unmatched[s]++
			continue
		}
		l.matched[s]++
		l.used[s][partner/64] |= 1 << (partner % 64)
	}
	f := l.joining.sides[s]
	for i, o := range l.joining.from {
		if o.part != s+1 {
			continue
		}
		if o.at == 0 {
			l.meetStage(i)
			continue
		}
		codes := f.Codes(o.at - 1)
		l.buffer[i] = l.buffer[i][:0]
		for _, row := range l.row {
			l.buffer[i] = append(l.buffer[i], codes[row])
		}
		l.block.codes[i], l.block.dicts[i] = l.buffer[i], dict{f.Values(o.at - 1), 0}
	}
}

// note reports what did not fit together.
func (j *joining) note() {
	for s, f := range j.sides {
		used := make([]uint64, f.Rows()/64+1)
		var matched, unmatched int64
		for _, l := range j.lanes { // the order does not matter: sums and unions
			matched, unmatched = matched+l.matched[s], unmatched+l.unmatched[s]
			for i, word := range l.used[s] {
				used[i] |= word
			}
		}
		met := int64(0)
		for _, word := range used {
			met += int64(bits.OnesCount64(word))
		}
		for _, n := range []struct {
			key  string
			rows int64
		}{
			{j.unmatchedNote(), unmatched}, {NoteUnused, int64(f.Rows()) - met}, {NoteMainRepeated, matched - met}, {NoteSideNoID, f.NoID},
		} {
			if n.rows > 0 && n.key != "" {
				j.counter.notices = append(j.counter.notices, audit.Note{Key: n.key, Args: []string{j.parts[s+1].Source.Name, strconv.FormatInt(n.rows, 10)}})
			}
		}
	}
}
