package planfile

import "auditd/audit"

// mostOaxacaNumbers bounds the columns that enter regressions as numbers: all their combinations are counted.
const mostOaxacaNumbers = 8

// oaxaca reads which columns enter the regressions as numbers.
func (r *reader) oaxaca(o option, c *audit.Columns) *audit.OaxacaPlan {
	p := &audit.OaxacaPlan{Numbers: o.texts("numbers")}
	o.done()
	if !o.asked || o.off {
		return nil
	}
	seen := map[string]bool{}
	for _, n := range p.Numbers {
		if seen[n] || n == "" {
			r.fail(o.node, "name every column once", "analyses.oaxaca.numbers cannot hold %s here", audit.Quote(n))
		}
		seen[n] = true
	}
	switch {
	case len(p.Numbers) == 0:
		r.fail(o.node, "write analyses: {oaxaca: {numbers: [income]}}; strata alone are split without asking", "analyses.oaxaca names no numbers")
	case len(p.Numbers) > mostOaxacaNumbers:
		r.fail(o.node, "name those that matter most", "analyses.oaxaca names %d numbers, the limit is %d", len(p.Numbers), mostOaxacaNumbers)
	case c.Decision == nil && c.Label == nil:
		r.fail(o.node, "name columns.decision or columns.label", "analyses.oaxaca needs decisions or labels")
	}
	return p
}
