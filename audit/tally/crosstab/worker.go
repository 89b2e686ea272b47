package crosstab

import "auditd/audit/tally/exact"

// RunRows is how many rows a worker is given at a time at most, so that ids and keys stay in the first cache.
const RunRows = 2048

// A Worker counts the tables for one goroutine. Columns are positions among those that are read, codes those of their current
// dictionaries.
type Worker struct {
	state  *state
	column [][]int // by column: axes
	run    run
}

// A run is some rows: the ids on every axis, and the weights.
type run struct {
	rows    int
	ids     [][]uint32 // by axis
	weights []*exact.Weight
	key     []uint64
}

// Weights are those of the rows of a run: row j has Cuts[Position[Codes[j]]].
type Weights struct {
	Codes    []uint32
	Position []uint32
	Cuts     []exact.Weight
}

// Worker returns an empty count for one goroutine.
func (c *Counter) Worker() *Worker {
	w := &Worker{state: newState(c)}
	for i := range c.specs {
		w.run.ids = append(w.run.ids, make([]uint32, RunRows))
		if c.specs[i].counted() {
			continue
		}
		for len(w.column) <= c.specs[i].column {
			w.column = append(w.column, nil)
		}
		w.column[c.specs[i].column] = append(w.column[c.specs[i].column], i)
	}
	w.run.key, w.run.weights = make([]uint64, RunRows), make([]*exact.Weight, RunRows)
	return w
}

// axesOf returns the axes that read a column.
func (w *Worker) axesOf(column int) []int {
	if column < len(w.column) {
		return w.column[column]
	}
	return nil
}

// Reads reports whether a table reads the column.
func (w *Worker) Reads(column int) bool { return len(w.axesOf(column)) > 0 }

// Forget lets go of the codes of a column: another dictionary follows.
func (w *Worker) Forget(column int) {
	for _, i := range w.axesOf(column) {
		w.state.axes[i].id = w.state.axes[i].id[:0]
	}
}

// Extend makes room for so many codes of a column.
func (w *Worker) Extend(column, codes int) {
	for _, i := range w.axesOf(column) {
		a := &w.state.axes[i]
		if more := codes - len(a.id); more > 0 {
			a.id = append(a.id, make([]uint32, more)...)
		}
	}
}

// Meet decides what a code of a column means, whose cleaned text is given. The error is that of the value, without a row.
func (w *Worker) Meet(column int, code uint32, text string) error {
	for _, i := range w.axesOf(column) {
		id, err := w.state.idOf(i, text)
		if err != nil {
			return err
		}
		w.state.axes[i].id[code] = id
	}
	return nil
}

// Settle adds rows that were read with a code, whether counted or excluded.
func (w *Worker) Settle(column int, code uint32, rows int64) {
	for _, i := range w.axesOf(column) {
		a := &w.state.axes[i]
		a.rows[a.id[code]] += rows
	}
}

// Count adds the rows from lo to hi of a block, RunRows at most, whose codes are given by column. Where picked is not nil, only the
// rows at these positions from lo on are counted. Every code must have been met.
func (w *Worker) Count(codes [][]uint32, lo, hi int, picked []int32, weights Weights) {
	r := &w.run
	r.rows = hi - lo
	if picked != nil {
		r.rows = len(picked)
	}
	for i := range w.state.axes {
		a := &w.state.axes[i]
		if a.counted() { // after the fields that it goes over, which stand before it
			w.countOver(i)
			continue
		}
		from, to := codes[a.column][lo:hi], r.ids[i][:r.rows]
		if picked == nil {
			for j, code := range from {
				to[j] = a.id[code]
			}
			continue
		}
		for j, at := range picked {
			to[j] = a.id[from[at]]
		}
	}
	if w.state.counter.weighted {
		for j, at := range picked {
			r.weights[j] = &weights.Cuts[weights.Position[weights.Codes[lo+int(at)]]]
		}
	}
	for k := range w.state.sheets {
		if w.state.gone[k] {
			continue
		}
		w.state.sheets[k].fit(w.state.axes)
		w.state.sheets[k].count(r)
	}
}

// HandOver adds what the worker has to the common counts when it has become much, or in any case at the end.
func (w *Worker) HandOver(end bool) error {
	c := w.state.counter
	if !end && w.state.kept() < c.full {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.common.absorb(w.state); err != nil {
		return err
	}
	w.state.follow(c.common) // what the sum passed a limit by
	return nil
}
