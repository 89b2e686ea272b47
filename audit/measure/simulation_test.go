package measure

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"auditd/audit"
	"auditd/audit/infer/draw"
	"auditd/audit/planfile"
)

// A world is what people are drawn from: attributes with as many groups as given, equally large, crossed with each other, and rates
// of the label and of the decision within each label. Everybody has the same rates unless planted says otherwise.
type world struct {
	name    string
	groups  []int   // of each attribute
	people  int64   // in each group of the first attribute
	label   float64 // rate of the positive label; 0: the plan has no label
	rate    float64 // selected among the positive, or among all where there is no label
	other   float64 // selected among the negative
	planted float64 // what is taken off the rates of the last group of the first attribute
	plan    string  // further lines of the plan
}

// parities are worlds without any disparity. The sizes are those of issue and methods 0.3: ten groups of 50 to 1,000.
var parities = []world{
	{name: "10 groups of 50", groups: []int{10}, people: 50, rate: .3},
	{name: "10 groups of 200", groups: []int{10}, people: 200, rate: .3},
	{name: "10 groups of 1000", groups: []int{10}, people: 1000, rate: .3},
	{name: "10 groups of 1000, few selected", groups: []int{10}, people: 1000, rate: .05},
	{name: "10 groups of 50, half selected", groups: []int{10}, people: 50, rate: .5},
	{name: "10 groups of 200, with labels", groups: []int{10}, people: 200, label: .4, rate: .6, other: .2},
	{name: "10 groups of 200, highest as reference", groups: []int{10}, people: 200, rate: .3, plan: "reference: {a: highest}\n"},
	{name: "3 attributes and their pairs", groups: []int{10, 4, 2}, people: 200, rate: .3},
	{name: "3 attributes and their pairs, with labels", groups: []int{10, 4, 2}, people: 400, label: .5, rate: .5, other: .3},
	{name: "4 attributes alone, few people", groups: []int{3, 3, 3, 3}, people: 150, rate: .2, plan: "intersections: 1\n"},
	{name: "4 attributes alone, with labels", groups: []int{4, 4, 4, 4}, people: 150, label: .5, rate: .6, other: .3, plan: "intersections: 1\n"},
	{name: "4 attributes, triples too", groups: []int{4, 3, 2, 2}, people: 600, rate: .3, plan: "intersections: 3\n"},
}

func (w world) planOf(t testing.TB) *audit.Plan {
	t.Helper()
	text := "version: 1\ncolumns:\n  attributes: [" + strings.Join(strings.Split("abcdefgh"[:len(w.groups)], ""), ", ") + "]\n  decision: {column: y, selected: [1], favourable: true}\n"
	if w.label > 0 {
		text += "  label: {column: z, positive: [1]}\n"
	}
	p, err := planfile.Parse("plan", []byte(text+w.plan))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// sample draws the people of one run.
func (w world) sample(seed uint64) *audit.Cells {
	r := draw.New(seed, 0)
	c := &audit.Cells{Strata: []audit.Dim{}, Inputs: []audit.Input{}}
	cells, rest := 1, 1
	for i, k := range w.groups {
		d := audit.Dim{Name: "abcdefgh"[i : i+1]}
		for v := range k {
			d.Values = append(d.Values, fmt.Sprint("g", v))
		}
		c.Attributes = append(c.Attributes, d)
		cells *= k
		if i > 0 {
			rest *= k
		}
	}
	shares := slices.Repeat([]float64{1 / float64(rest)}, rest)
	counts := make([]int64, rest)
	for i := range cells {
		if i%rest == 0 {
			draw.Multinomial(r, w.people, shares, counts)
		}
		codes, at := make([]int32, len(w.groups)), i
		for k := len(w.groups) - 1; k >= 0; k-- {
			codes[k] = int32(at % w.groups[k])
			at /= w.groups[k]
		}
		off := 0.0
		if int(codes[0]) == w.groups[0]-1 {
			off = w.planted
		}
		n := w.decide(r, counts[i%rest], off)
		c.Read += n.Total()
		c.Cells = append(c.Cells, audit.Cell{Codes: codes, Counts: n})
	}
	return c
}

// decide draws labels and decisions of n people whose rates are lower by off.
func (w world) decide(r *rand.Rand, n int64, off float64) (c audit.Counts) {
	if w.label == 0 {
		c.N[audit.NoLabel][audit.Selected] = draw.Binomial(r, n, w.rate-off)
		c.N[audit.NoLabel][audit.NotSelected] = n - c.N[audit.NoLabel][audit.Selected]
		return c
	}
	positive := draw.Binomial(r, n, w.label)
	c.N[audit.Positive][audit.Selected] = draw.Binomial(r, positive, w.rate-off)
	c.N[audit.Positive][audit.NotSelected] = positive - c.N[audit.Positive][audit.Selected]
	c.N[audit.Negative][audit.Selected] = draw.Binomial(r, n-positive, w.other-off)
	c.N[audit.Negative][audit.NotSelected] = n - positive - c.N[audit.Negative][audit.Selected]
	return c
}

// audits measures a world many times on all processors and returns how often each question had the answer yes. Run k has the seed k,
// so that the answer does not depend on how many processors there are.
func audits(t testing.TB, w world, runs int, questions ...func(*audit.Audit) bool) []float64 {
	t.Helper()
	plan := w.planOf(t)
	yes := make([]atomic.Int64, len(questions))
	var wg sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	for k := range workers {
		wg.Go(func() {
			for run := k; run < runs; run += workers {
				a, err := runWith(Input{Plan: plan, Cells: w.sample(uint64(run)), Workers: 1}, 2)
				if err != nil {
					t.Error(err)
					return
				}
				for q, ask := range questions {
					if ask(a) {
						yes[q].Add(1)
					}
				}
			}
		})
	}
	wg.Wait()
	out := make([]float64, len(questions))
	for q := range yes {
		out[q] = float64(yes[q].Load()) / float64(runs)
	}
	return out
}

// found reports whether any finding of the audit says that a disparity is shown.
func found(a *audit.Audit) bool {
	return slices.ContainsFunc(a.Findings, func(f audit.Finding) bool { return f.Verdict == audit.DisparityShown })
}

// simulations is how often each world is audited: 2,000 times with AUDITD_ALL=1, and as often as is quick without, or with the race
// detector, which makes it ten times as slow and finds nothing in repetitions.
func simulations(t testing.TB) int {
	t.Helper()
	if os.Getenv("AUDITD_ALL") == "1" && !raceDetector {
		return 2000
	}
	return 40
}

// TestParityIsNotCalledDisparity audits worlds without any disparity, from cells to findings. The share of audits of which any
// finding, of whatever rule, metric, attribute or intersection, says that a disparity is shown stays at or below α = 0.05; the
// test allows what Monte Carlo adds, three standard errors √(0.05·0.95/runs).
func TestParityIsNotCalledDisparity(t *testing.T) {
	runs := simulations(t)
	limit := .05 + 3*math.Sqrt(.05*.95/float64(runs))
	for _, w := range parities {
		got := audits(t, w, runs, found)[0]
		t.Logf("%-45s %.4f of %d audits show a disparity where there is none", w.name, got, runs)
		if got > limit {
			t.Errorf("%s: %.4f, limit %.4f", w.name, got, limit)
		}
	}
}

// planteds are worlds in which the last group of the first attribute fares worse, with the least power that the test asks for.
var planteds = []struct {
	world
	power float64
}{
	{world{name: "10 groups of 1000, 0.60 against 0.40", groups: []int{10}, people: 1000, rate: .6, planted: .2}, .99},
	{world{name: "10 groups of 200, 0.60 against 0.36 (F1)", groups: []int{10}, people: 200, rate: .6, planted: .24}, .70},
	{world{name: "10 groups of 50, 0.60 against 0.20", groups: []int{10}, people: 50, rate: .6, planted: .4}, .50},
	{world{name: "3 attributes, 0.60 against 0.40, 1000 each", groups: []int{10, 4, 2}, people: 1000, rate: .6, planted: .2}, .99},
	{world{name: "3 attributes, 0.60 against 0.40, 400 each", groups: []int{10, 4, 2}, people: 400, rate: .6, planted: .2}, .5},
}

// TestPlantedDisparityIsFound states the power: the share of audits that show the planted disparity of the planted group itself,
// and the share that calls any other group of that attribute disparate, which is false.
func TestPlantedDisparityIsFound(t *testing.T) {
	runs := simulations(t)
	for _, w := range planteds {
		last := fmt.Sprint("g", w.groups[0]-1)
		shown := func(of func(audit.Finding) bool) func(*audit.Audit) bool {
			return func(a *audit.Audit) bool {
				return slices.ContainsFunc(a.Findings, func(f audit.Finding) bool {
					return f.Verdict == audit.DisparityShown && len(f.Group) == 1 && f.Group[0].Attribute == "a" && of(f)
				})
			}
		}
		got := audits(t, w.world, runs,
			shown(func(f audit.Finding) bool { return f.Group[0].Value == last && f.Adverse }),
			shown(func(f audit.Finding) bool { return f.Group[0].Value != last && f.Reference[0].Value != last }))
		t.Logf("%-45s power %.3f, false alarms of other groups %.4f (%d audits)", w.name, got[0], got[1], runs)
		if got[0] < w.power {
			t.Errorf("%s: power %.3f, want at least %.3f", w.name, got[0], w.power)
		}
		if got[1] > .05+3*math.Sqrt(.05*.95/float64(runs)) {
			t.Errorf("%s: %.4f false alarms", w.name, got[1])
		}
	}
}
