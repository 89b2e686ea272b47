// Package subsetscan seeks, over all unions of values of attributes and features, the people whose favourable decisions depart
// farthest from what is expected of them: multi-dimensional subset scan (Zhang and Neill 2016). Expected is everybody's rate; where the
// plan names a label, the rate of everybody with the same label. Because the largest of so many scores is always large, it is held
// against the largest of the same search among decisions that are dealt out again, which accounts for all of it.
//
// It does not know whether a departure is lawful, nor who is to blame for it; it reaches no verdict.
package subsetscan

import (
	"math"
	"math/rand/v2"
	"slices"

	"auditd/audit"
	"auditd/audit/analysis"
	"auditd/audit/analysis/joint"
	"auditd/audit/infer"
	"auditd/audit/infer/draw"
	"auditd/audit/infer/subset"
)

// Analysis is made when the plan asks for it.
var Analysis = analysis.Analysis{
	Name: "subset_scan", Run: run,
	Tables: func(p *audit.Plan) ([]audit.Field, []audit.TablePlan) { return joint.Tables(p, false) },
	Applies: func(p *audit.Plan) bool {
		return p.Analyses != nil && p.Analyses.SubsetScan != nil && p.Columns.Decision != nil
	},
}

// family is the name of the tests, one for each direction.
const family = "subset_scan"

// stream keeps the draws of the scan apart from others of the same seed.
const stream = 0x7363616e << 32

// mostCombinations bounds the time, which grows with them and with the draws: some seconds at the limit.
const mostCombinations = 1 << 14

// The reasons that this package gives besides those of package infer.
const (
	WhyTooManyCombinations = "too_many_combinations_for_scan"
	WhyEverybody           = "all_have_a_favourable_decision"
	WhyTestedAsAWhole      = "the_search_is_tested_as_a_whole"
)

// levels are the positions of labels in joint.Counts by expectation: all of them where the plan names no label.
type levels [][]int

// A study is one run of the analysis.
type study struct {
	in       *analysis.Input
	opt      *audit.SubsetScanPlan
	t        *joint.Table
	levels   levels
	event    int       // the favourable decision, as a position in joint.Counts
	rates    []float64 // by level
	informs  []int     // levels whose rate lies above 0 and below 1
	scan     subset.Table
	observed [][]int64 // by cell and informing level
	out      *audit.SubsetScan
}

func run(in *analysis.Input) error {
	t, err := joint.Of(in)
	if err != nil {
		return err
	}
	in.Out.SubsetScan = Study(in, t)
	return nil
}

// Study scans a joint table.
func Study(in *analysis.Input, t *joint.Table) *audit.SubsetScan {
	s := newStudy(in, t)
	switch {
	case len(s.informs) == 0:
		s.out.Status, s.out.Why = audit.StatusAssumption, string(infer.WhyNoVariance)
	case s.out.Combinations > mostCombinations:
		s.out.Status, s.out.Why = audit.StatusAssumption, WhyTooManyCombinations
	default:
		s.groups()
		s.search()
	}
	return s.out
}

func newStudy(in *analysis.Input, t *joint.Table) *study {
	s := &study{in: in, opt: in.Plan.Analyses.SubsetScan, t: t, levels: levels{{0, 1, 2}}, event: int(audit.NotSelected)}
	s.out = &audit.SubsetScan{
		Event: "not_selected", Dimensions: []string{}, Penalty: audit.Real(s.opt.Penalty), Restarts: s.opt.Restarts, Combinations: len(t.Counts),
		Expected: []audit.SubsetExpectation{}, Subsets: []audit.ScannedSubset{}, Groups: []audit.ScoredGroup{}, Status: audit.StatusOK,
	}
	if in.Favourable() {
		s.event, s.out.Event = int(audit.Selected), "selected"
	}
	if in.Plan.Columns.Label != nil {
		s.levels = levels{{int(audit.Negative)}, {int(audit.Positive)}}
	}
	for i := range t.Dims {
		s.out.Dimensions = append(s.out.Dimensions, t.Dims[i].Name)
		s.scan.Values = append(s.scan.Values, len(t.Dims[i].Values))
	}
	s.expect()
	s.fill()
	return s
}

// of returns the people of a level with a decision, and how many of them have a favourable one.
func (s *study) of(c *joint.Counts, level int) (events, people int64) {
	for _, label := range s.levels[level] {
		events += c[3*label+s.event]
		people += c[3*label+int(audit.Selected)] + c[3*label+int(audit.NotSelected)]
	}
	return events, people
}

// expect sets the expectations: the rates of everybody.
func (s *study) expect() {
	all := s.t.Total()
	for level := range s.levels {
		events, people := s.of(&all, level)
		e := audit.SubsetExpectation{People: people, Events: events}
		if len(s.levels) > 1 {
			e.Label = []string{"negative", "positive"}[level]
		}
		rate := 0.0
		if people > 0 {
			rate = float64(events) / float64(people)
			e.Rate = audit.Ptr(rate)
		}
		s.rates = append(s.rates, rate)
		if events > 0 && events < people {
			s.informs = append(s.informs, level)
			s.scan.Expected = append(s.scan.Expected, rate)
		}
		s.out.Expected = append(s.out.Expected, e)
		s.out.People += people
	}
	s.out.Unknown = all.Total() - s.out.People
}

// fill turns the joint table into that of the scan.
func (s *study) fill() {
	s.scan.Codes = s.t.Codes
	for k := range s.t.Counts {
		observed := make([]int64, len(s.informs))
		for i, level := range s.informs {
			events, people := s.of(&s.t.Counts[k], level)
			observed[i] = events
			s.scan.People = append(s.scan.People, people)
		}
		s.observed = append(s.observed, observed)
	}
}

// search finds the subset of each direction and holds it against decisions that are dealt out again.
func (s *study) search() {
	directions := []bool{true, false} // higher
	switch s.opt.Direction {
	case audit.DirectionHigher:
		directions = []bool{true}
	case audit.DirectionLower:
		directions = []bool{false}
	}
	seed := s.in.Plan.Seed
	events := make([]int64, len(s.observed))
	for k, cell := range s.observed {
		for _, n := range cell {
			events[k] += n
		}
	}
	found := s.best(events, directions, draw.New(seed, stream))
	scores := make([][]float64, s.opt.Draws)
	analysis.Parallel(s.in.Workers, s.opt.Draws, func(i int) {
		r := draw.New(seed, stream+uint64(i)+1)
		for _, x := range s.best(s.deal(r), directions, r) {
			scores[i] = append(scores[i], x.Score)
		}
	})
	s.out.Draws, s.out.Tests = s.opt.Draws, len(directions)
	for d, higher := range directions {
		s.out.Subsets = append(s.out.Subsets, s.subset(found[d], higher, s.test(found[d].Score, d, scores)))
	}
	s.in.Families = append(s.in.Families, audit.Family{Name: family, Tests: s.out.Tests, Size: s.out.Tests, Method: "westfall_young"})
}

func (s *study) best(events []int64, directions []bool, r *rand.Rand) []subset.Scored {
	out := make([]subset.Scored, len(directions))
	for d, higher := range directions {
		out[d] = s.scan.BernoulliScan(events, higher, s.opt.Penalty, s.opt.Restarts, r)
	}
	return out
}

// deal deals the favourable decisions of each level out again over its people, whoever they are.
func (s *study) deal(r *rand.Rand) []int64 {
	out := make([]int64, len(s.observed))
	wide := len(s.informs)
	for i, level := range s.informs {
		left, want := s.out.Expected[level].People, s.out.Expected[level].Events
		for k := range out {
			n := s.scan.People[k*wide+i]
			x := draw.Hypergeometric(r, left, n, want)
			left, want = left-n, want-x
			out[k] += x
		}
	}
	return out
}

// test counts the draws whose largest score comes up to the one that was found: in its own direction, and in any that was searched,
// which is what adjusts for there being two (Westfall and Young 1993).
func (s *study) test(score float64, d int, scores [][]float64) *audit.Test {
	own, either := 1, 1
	for _, drawn := range scores {
		if drawn[d] >= score-rounding {
			own++
		}
		if slices.Max(drawn) >= score-rounding {
			either++
		}
	}
	of := float64(len(scores) + 1)
	return &audit.Test{
		Name: "bernoulli_scan", Statistic: audit.Ptr(score), P: audit.P(float64(own) / of), PAdjusted: audit.P(float64(either) / of),
		Method: "westfall_young", Family: family, FamilyN: s.out.Tests,
	}
}

// rounding is what two sums of the same logarithms may differ by: scores that near count as equal.
const rounding = 1e-9

// factor is q as a value, or the reason why there is none.
func factor(logOdds float64) (*audit.Real, string) {
	if math.IsInf(logOdds, 1) {
		return nil, WhyEverybody
	}
	return audit.Ptr(math.Exp(logOdds)), ""
}
