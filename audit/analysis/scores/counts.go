package scores

import (
	"slices"
	"strings"

	"auditd/audit"
	"auditd/audit/infer/score"
)

// A counted is the table of one attribute, or of two that are crossed, taken apart into groups.
type counted struct {
	names  []string
	axis   *audit.TableAxis // of the scores
	groups []people
	values []audit.Group // who they are, Unknown included; of crossed attributes those that occur
}

// name is what families of tests call the set.
func (c *counted) name() string { return strings.Join(c.names, " × ") }

// tallies are people by score.
type tallies struct {
	n     []int64
	w, w2 []float64 // nil without weights
}

func (t *tallies) grow(weighted bool) {
	t.n = append(t.n, 0)
	if weighted {
		t.w, t.w2 = append(t.w, 0), append(t.w2, 0)
	}
}

func (t *tallies) add(k int, m score.Mass) {
	t.n[k] += m.N
	if t.w != nil {
		t.w[k] += m.W
		t.w2[k] += m.W2
	}
}

// mass returns the people of one score with their weights.
func (t *tallies) mass(k int) score.Mass {
	if t.w == nil {
		return score.People(t.n[k])
	}
	return score.Mass{N: t.n[k], W: t.w[k], W2: t.w2[k]}
}

// people are the people of one group with a score, by rising score.
type people struct {
	scores   []float64
	unknown  tallies // label not known, or no label column
	negative tallies
	positive tallies
	unscored int64
	weighted bool
}

// everybody is all people by score, with what was decided about them.
type everybody struct {
	values   []float64 // that occur, rising
	mass     tallies
	selected []int64
	rejected []int64
	people   int64
	unscored int64
}

// The codes of label and decision in a table (audit.TableAxis).
const (
	no  = 0 // negative, not selected
	yes = 1 // positive, selected
)

// readTable takes a table apart. Its cells are sorted by attributes and score.
func readTable(t *audit.Table, names []string, field string) *counted {
	value, label := t.Axis(audit.AxisField, field), t.Axis(audit.AxisLabel, "")
	c := &counted{names: names, axis: &t.Axes[value]}
	c.nameGroups(t)
	numbers, unknown := c.axis.Numbers(), c.axis.Unknown()
	at, last := -1, []int32(nil)
	for k := range t.Cells() {
		codes := t.At(k)
		if group := codes[:len(names)]; len(names) == 1 {
			at = int(group[0])
		} else if last == nil || !slices.Equal(last, group) {
			at, last = at+1, group
		}
		p := &c.groups[at]
		if int(codes[value]) == unknown {
			p.unscored += t.N[k]
			continue
		}
		p.add(numbers[codes[value]], codeOf(codes, label), massOf(t, k))
	}
	return c
}

// nameGroups lists the groups of a table: every value of one attribute, the combinations of several that occur.
func (c *counted) nameGroups(t *audit.Table) {
	add := func(codes []int32) {
		var g audit.Group
		for i, code := range codes {
			g = append(g, audit.Item{Attribute: c.names[i], Value: t.Axes[i].Values[code]})
		}
		c.values = append(c.values, g)
		c.groups = append(c.groups, people{weighted: t.W != nil})
	}
	if len(c.names) == 1 {
		for code := range t.Axes[0].Values {
			add([]int32{int32(code)})
		}
		return
	}
	var last []int32
	for k := range t.Cells() {
		if codes := t.At(k)[:len(c.names)]; last == nil || !slices.Equal(last, codes) {
			add(codes)
			last = codes
		}
	}
}

// readAll adds the table of one attribute up over its groups.
func readAll(t *audit.Table, field string) *everybody {
	value, decision := t.Axis(audit.AxisField, field), t.Axis(audit.AxisDecision, "")
	numbers, unknown := t.Axes[value].Numbers(), t.Axes[value].Unknown()
	weighted := t.W != nil
	var sums tallies
	for range numbers {
		sums.grow(weighted)
	}
	selected, rejected := make([]int64, len(numbers)), make([]int64, len(numbers))
	all := &everybody{}
	for k := range t.Cells() {
		codes, rows := t.At(k), t.N[k]
		code := codes[value]
		if int(code) == unknown {
			all.unscored += rows
			continue
		}
		sums.add(int(code), massOf(t, k))
		all.people += rows
		switch codeOf(codes, decision) {
		case yes:
			selected[code] += rows
		case no:
			rejected[code] += rows
		}
	}
	for code, rows := range sums.n {
		if rows > 0 {
			all.mass.grow(weighted)
			all.mass.add(len(all.values), sums.mass(code))
			all.values = append(all.values, numbers[code])
			all.selected, all.rejected = append(all.selected, selected[code]), append(all.rejected, rejected[code])
		}
	}
	return all
}

// massOf returns the people of a cell with their weights.
func massOf(t *audit.Table, k int) score.Mass {
	if t.W == nil {
		return score.People(t.N[k])
	}
	return score.Mass{N: t.N[k], W: t.W[k], W2: t.W2[k]}
}

// codeOf returns the code on an axis, 2 where the table does not have it or the value is not known.
func codeOf(at []int32, axis int) int32 {
	if axis < 0 {
		return 2
	}
	return at[axis]
}

// add counts people of one score; scores come rising.
func (p *people) add(value float64, label int32, m score.Mass) {
	if n := len(p.scores); n == 0 || p.scores[n-1] != value {
		p.scores = append(p.scores, value)
		p.unknown.grow(p.weighted)
		p.negative.grow(p.weighted)
		p.positive.grow(p.weighted)
	}
	last := len(p.scores) - 1
	switch label {
	case yes:
		p.positive.add(last, m)
	case no:
		p.negative.add(last, m)
	default:
		p.unknown.add(last, m)
	}
}

// labelled returns the people whose label is known.
func (p *people) labelled() score.Histogram {
	h := score.Histogram{}
	for k, v := range p.scores {
		if p.negative.n[k]+p.positive.n[k] > 0 {
			h.Values, h.Negative, h.Positive = append(h.Values, v), append(h.Negative, p.negative.n[k]), append(h.Positive, p.positive.n[k])
		}
	}
	return h
}

// everyone returns all people of the group, for what needs no label.
func (p *people) everyone() score.Histogram {
	h := score.Histogram{Values: p.scores, Negative: make([]int64, len(p.scores)), Positive: make([]int64, len(p.scores))}
	for k := range p.scores {
		h.Negative[k] = p.unknown.n[k] + p.negative.n[k] + p.positive.n[k]
	}
	return h
}

// weighedLabelled returns the people whose label is known with their weights.
func (p *people) weighedLabelled() score.Weighted {
	h := score.Weighted{}
	for k, v := range p.scores {
		if p.negative.n[k]+p.positive.n[k] > 0 {
			h.Values, h.Negative, h.Positive = append(h.Values, v), append(h.Negative, p.negative.mass(k)), append(h.Positive, p.positive.mass(k))
		}
	}
	return h
}

// weighedEveryone returns all people of the group with their weights.
func (p *people) weighedEveryone() score.Weighted {
	h := score.Weighted{Values: p.scores, Negative: make([]score.Mass, len(p.scores)), Positive: make([]score.Mass, len(p.scores))}
	for k := range p.scores {
		h.Negative[k] = p.mass(k)
	}
	return h
}

// mass returns all people of one score.
func (p *people) mass(k int) score.Mass {
	return p.unknown.mass(k).Plus(p.negative.mass(k)).Plus(p.positive.mass(k))
}

// unlabelled returns all people, whatever their group and label.
func (a *everybody) unlabelled() score.Histogram {
	return score.Histogram{Values: a.values, Negative: a.mass.n, Positive: make([]int64, len(a.values))}
}

// masses returns all people by score with their weights.
func (a *everybody) masses() []score.Mass {
	out := make([]score.Mass, len(a.values))
	for k := range out {
		out[k] = a.mass.mass(k)
	}
	return out
}

// count returns how many people there are, and how many of them are positive and negative.
func (p *people) count() (n, positives, negatives int64) {
	for k := range p.scores {
		n += p.unknown.n[k] + p.negative.n[k] + p.positive.n[k]
		positives += p.positive.n[k]
		negatives += p.negative.n[k]
	}
	return n, positives, negatives
}
