package subset

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"

	"auditd/audit/audittest"
	"auditd/audit/infer/draw"
)

// Scores by hand. One expectation: 40 events of 50 people of whom a half are expected have q = (40/10)/(1) = 4 and the score
// 40·ln(.8/.5) + 10·ln(.2/.5) = 18.8001452 − 9.1629073 = 9.6372379. All of 10 people: 10·ln 2, with q infinite; none: likewise with q = 0.
// Two expectations: of 10 people at 1/5 and 10 at 4/5, 15 have the event, so that 10q/(4+q) + 40q/(1+4q) = 15; that is
// 2·(8q² + 17q) = 3·(4q² + 17q + 4), or 4q² − 17q − 12 = 0, and q = (17 + √481)/8 = 4.8665.
func TestBernoulliScore(t *testing.T) {
	q := (17 + math.Sqrt(481)) / 8
	for _, c := range []struct {
		name        string
		events      int64
		people      []int64
		expected    []float64
		higher      bool
		score, odds float64 // odds: ln q
	}{
		{"more than expected", 40, []int64{50}, []float64{.5}, true, 40*math.Log(.8/.5) + 10*math.Log(.2/.5), math.Log(4)},
		{"not fewer", 40, []int64{50}, []float64{.5}, false, 0, 0},
		{"fewer than expected", 10, []int64{50}, []float64{.5}, false, 40*math.Log(.8/.5) + 10*math.Log(.2/.5), -math.Log(4)},
		{"as many as expected", 10, []int64{50}, []float64{.2}, true, 0, 0},
		{"all", 10, []int64{10}, []float64{.5}, true, 10 * math.Ln2, math.Inf(1)},
		{"none", 0, []int64{10}, []float64{.5}, false, 10 * math.Ln2, math.Inf(-1)},
		{"nobody", 0, []int64{0}, []float64{.5}, true, 0, 0},
		{"two expectations", 15, []int64{10, 10}, []float64{.2, .8}, true, 15*math.Log(q) - 10*math.Log(.8+.2*q) - 10*math.Log(.2+.8*q), math.Log(q)},
		{"two expectations, fewer", 5, []int64{10, 10}, []float64{.2, .8}, false, 15*math.Log(q) - 10*math.Log(.8+.2*q) - 10*math.Log(.2+.8*q), -math.Log(q)},
	} {
		score, odds := BernoulliScore(c.events, c.people, c.expected, c.higher)
		audittest.Near(t, c.name+": score", score, c.score, 1e-9)
		if odds != c.odds && math.Abs(odds-c.odds) > 1e-9 {
			t.Errorf("%s: ln q %v, want %v", c.name, odds, c.odds)
		}
	}
}

// A scanCase is a table with what AIF360 0.6.1 found in it: MDSS.scan with the Bernoulli score, ten starts and seed 0, over COMPAS (the
// event is a low risk, expected at everybody's rate, or that among people with the same two_year_recid) and over 20 random tables.
// "Exact" is AIF360's score at the q that scipy.optimize.brentq finds on AIF360's own slope: its own bisection stops at 0.001 of q and it
// prints four places.
type scanCase struct {
	Name         string
	Values       []int
	Codes        [][]int32
	Events       []int64
	People       [][]int64
	Expected     []float64
	Penalty      float64
	Direction    string
	Found, Given map[string][]int
	FoundExact   float64 `json:"found_exact"`
	FoundPrinted float64 `json:"found_printed"`
	GivenExact   float64 `json:"given_exact"`
	GivenPrinted float64 `json:"given_printed"`
}

func (c *scanCase) table() *Table {
	t := &Table{Values: c.Values, Expected: c.Expected}
	for k := range c.Events {
		t.Codes, t.People = append(t.Codes, c.Codes[k]...), append(t.People, c.People[k]...)
	}
	return t
}

func (c *scanCase) subset(named map[string][]int) [][]bool {
	out := make([][]bool, len(c.Values))
	for d, n := range c.Values {
		for _, v := range named[strconv.Itoa(d)] {
			if out[d] == nil {
				out[d] = make([]bool, n)
			}
			out[d][v] = true
		}
	}
	return out
}

// The score of a subset is AIF360's, and the best one found scores at least as much as the one that it finds.
func TestBernoulliScanAgainstAIF360(t *testing.T) {
	data, err := os.ReadFile("testdata/bernoulli_scan.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []scanCase
	if err := json.Unmarshal(data, &cases); err != nil {
		t.Fatal(err)
	}
	better := 0
	for i := range cases {
		c := &cases[i]
		table, higher := c.table(), c.Direction == "higher"
		audittest.Near(t, c.Name+": score of a given subset", table.Score(c.subset(c.Given), c.Events, higher, c.Penalty).Score, c.GivenExact, 1e-6)
		audittest.Near(t, c.Name+": as printed", table.Score(c.subset(c.Given), c.Events, higher, c.Penalty).Score, c.GivenPrinted, 1e-3)
		audittest.Near(t, c.Name+": score of what AIF360 found", table.Score(c.subset(c.Found), c.Events, higher, c.Penalty).Score, c.FoundExact, 1e-6)
		got := table.BernoulliScan(c.Events, higher, c.Penalty, 10, draw.New(1, uint64(i)))
		if got.Score < c.FoundExact-1e-9 || got.Score < c.FoundPrinted-1e-4 {
			t.Errorf("%s: found %v, AIF360 %v", c.Name, got.Score, c.FoundExact)
		}
		if got.Score > c.FoundExact+1e-6 {
			better++
		}
	}
	if len(cases) != 28 {
		t.Errorf("%d cases", len(cases))
	}
	t.Logf("%d tables; in %d of them more is found than AIF360 finds with as many starts", len(cases), better)
}

// randomScan is a table of people with random values of which some subset has more events.
func randomScan(r *rand.Rand, levels int) (*Table, []int64) {
	t := &Table{}
	for range 2 + r.IntN(2) {
		t.Values = append(t.Values, 2+r.IntN(3))
	}
	cells := 1
	for _, n := range t.Values {
		cells *= n
	}
	var all, with [2]int64
	events := make([]int64, cells)
	for k := range cells {
		rest := k
		lift := 0.0
		for i, n := range t.Values {
			t.Codes = append(t.Codes, int32(rest%n))
			if i < 2 && rest%n == 0 {
				lift += .1
			}
			rest /= n
		}
		for l := range levels {
			n := int64(r.IntN(30))
			y := draw.Binomial(r, n, .3+.3*float64(l)+lift*r.Float64())
			t.People = append(t.People, n)
			events[k] += y
			all[l], with[l] = all[l]+n, with[l]+y
		}
	}
	for l := range levels {
		t.Expected = append(t.Expected, float64(with[l])/float64(all[l]))
	}
	return t, events
}

// everySubset is the best score over all subsets there are.
func everySubset(t *Table, events []int64, higher bool, penalty float64) float64 {
	best := 0.0
	values := make([][]bool, len(t.Values))
	var try func(d int)
	try = func(d int) {
		if d == len(t.Values) {
			best = max(best, t.Score(values, events, higher, penalty).Score)
			return
		}
		values[d] = nil
		try(d + 1)
		n := t.Values[d]
		for mask := 1; mask < 1<<n-1; mask++ {
			values[d] = make([]bool, n)
			for v := range n {
				values[d][v] = mask>>v&1 == 1
			}
			try(d + 1)
		}
		values[d] = nil
	}
	try(0)
	return best
}

// Held against all subsets one by one, a scan of ten starts finds the best in at least 95 of 100 tables, and never claims more than it.
func TestBernoulliScanAgainstEverySubset(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 1))
	found, scans := 0, 400
	for i := range scans {
		table, events := randomScan(r, 1+i%2)
		higher, penalty := i%8 < 4, []float64{0, .2, 1, 2}[i%4]
		want := everySubset(table, events, higher, penalty)
		got := table.BernoulliScan(events, higher, penalty, 10, draw.New(2, uint64(i)))
		again := table.Score(got.Values, events, higher, penalty)
		audittest.Near(t, "score of what was found", got.Score, again.Score, 1e-12)
		if got.Score > want+1e-9 {
			t.Errorf("scan %d: %v, more than the best of all subsets, %v", i, got.Score, want)
		}
		if got.Score > want-1e-6 {
			found++
		}
	}
	t.Logf("the best of all subsets was found in %d of %d scans", found, scans)
	if found < scans*95/100 {
		t.Errorf("the best of all subsets was found in %d of %d scans only", found, scans)
	}
}

// Turning the event round turns the direction round and q upside down, and leaves the score.
func TestBernoulliScanTurnedRound(t *testing.T) {
	r := rand.New(rand.NewPCG(12, 1))
	for i := range 50 {
		table, events := randomScan(r, 1+i%2)
		a := table.BernoulliScan(events, true, .5, 5, draw.New(3, 1))
		other := *table
		other.Expected = turned(table.Expected)
		without := make([]int64, len(events))
		for k := range events {
			without[k] = total(table.People[k*len(table.Expected):(k+1)*len(table.Expected)]) - events[k]
		}
		b := other.BernoulliScan(without, false, .5, 5, draw.New(3, 1))
		audittest.Near(t, "score", a.Score, b.Score, 1e-9)
		audittest.Near(t, "ln q", a.LogOdds, -b.LogOdds, 1e-9)
	}
}

// A table without dimensions, or without people, has nobody but everybody.
func TestBernoulliScanOfNothing(t *testing.T) {
	for _, table := range []*Table{{Expected: []float64{.5}}, {Values: []int{2}, Expected: []float64{.5}}} {
		if got := table.BernoulliScan(nil, true, .5, 3, draw.New(1, 1)); got.Score != 0 || got.Events != 0 {
			t.Errorf("%+v", got)
		}
	}
}
