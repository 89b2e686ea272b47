package audit

// Decision is what the audited system decided about one person.
type Decision uint8

// The decisions. NoDecision is the zero value: the cell of the decision column was missing.
const (
	NoDecision Decision = iota
	NotSelected
	Selected
)

// Label is what turned out to be true of one person.
type Label uint8

// The labels. NoLabel is the zero value: no label column, or a missing cell.
const (
	NoLabel Label = iota
	Negative
	Positive
)

// Counts are the people of one group (or of one cell) by label and decision. N is exact. W and W2 are the sums of the weights
// and of their squares; they are zero unless the plan names a weight column. Indexes are [Label][Decision].
type Counts struct {
	N  [3][3]int64   `json:"n"`
	W  [3][3]float64 `json:"w,omitzero"`
	W2 [3][3]float64 `json:"w2,omitzero"`
}

// Add returns the sum of two counts.
func (c Counts) Add(d Counts) Counts {
	for l := range c.N {
		for k := range c.N[l] {
			c.N[l][k] += d.N[l][k]
			c.W[l][k] += d.W[l][k]
			c.W2[l][k] += d.W2[l][k]
		}
	}
	return c
}

// Sub returns c less d, the people of c who are not in d. d must be a part of c.
func (c Counts) Sub(d Counts) Counts {
	for l := range c.N {
		for k := range c.N[l] {
			c.N[l][k] -= d.N[l][k]
			c.W[l][k] -= d.W[l][k]
			c.W2[l][k] -= d.W2[l][k]
		}
	}
	return c
}

// Total returns the number of people, with or without label and decision.
func (c Counts) Total() int64 {
	var n int64
	for l := range c.N {
		for k := range c.N[l] {
			n += c.N[l][k]
		}
	}
	return n
}

// Sum returns the part of the counts with one of the labels and one of the decisions as a [Tally].
func (c Counts) Sum(labels []Label, decisions []Decision) Tally {
	var t Tally
	for _, l := range labels {
		for _, d := range decisions {
			t.N += c.N[l][d]
			t.W += c.W[l][d]
			t.W2 += c.W2[l][d]
		}
	}
	return t
}

// TP returns the people selected whose label is positive.
func (c Counts) TP() int64 { return c.N[Positive][Selected] }

// FP returns the people selected whose label is negative.
func (c Counts) FP() int64 { return c.N[Negative][Selected] }

// FN returns the people not selected whose label is positive.
func (c Counts) FN() int64 { return c.N[Positive][NotSelected] }

// TN returns the people not selected whose label is negative.
func (c Counts) TN() int64 { return c.N[Negative][NotSelected] }

// A Tally is a number of people with the sums of their weights and squared weights (zero without a weight column).
type Tally struct {
	N  int64   `json:"n"`
	W  float64 `json:"w,omitempty"`
	W2 float64 `json:"w2,omitempty"`
}

// A Rate is a count over a count. It stays exact until it is printed. Of is a part of Out unless the metric says otherwise.
type Rate struct {
	Of  Tally
	Out Tally
}

// Less returns the rate of the people of r who are not in s; s must be a part of r.
func (r Rate) Less(s Rate) Rate {
	sub := func(a, b Tally) Tally { return Tally{N: a.N - b.N, W: a.W - b.W, W2: a.W2 - b.W2} }
	return Rate{Of: sub(r.Of, s.Of), Out: sub(r.Out, s.Out)}
}
