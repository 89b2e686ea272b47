package subsetscan

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"reflect"
	"testing"

	"auditd/audit"
	"auditd/audit/analysis"
	"auditd/audit/analysis/joint"
	"auditd/audit/audittest"
	"auditd/audit/infer"
	"auditd/audit/metric"
)

// inputOf is what the analysis is given for a plan with a decision, and a label if there is one.
func inputOf(opt audit.SubsetScanPlan, favourable, label bool, seed uint64, workers int) *analysis.Input {
	p := &audit.Plan{Confidence: .95, MinGroupSize: 30, Seed: seed, Analyses: &audit.Analyses{SubsetScan: &opt}}
	p.Columns.Decision = &audit.Binary{Column: "d", Favourable: favourable}
	if label {
		p.Columns.Label = &audit.Binary{Column: "l"}
	}
	return &analysis.Input{Plan: p, Workers: workers, Out: &audit.Audit{}, Terms: metric.Terms{
		Confidence: .95, MinGroupSize: 30, RatioBand: audit.Band{Lower: .8, Upper: 1.25}, DifferenceBand: audit.Band{Lower: -.05, Upper: .05},
	}}
}

// tableOf is people of sex (w, m, unknown), region (north, south) and shift (day, night), by codes; each row: not selected and selected
// with a negative label, likewise with a positive one, and people without a decision.
func tableOf(rows ...[8]int64) *joint.Table {
	t := &joint.Table{Dims: []joint.Dim{
		{Name: "sex", Values: []string{"w", "m", audit.Unknown}, Protected: true},
		{Name: "region", Values: []string{"north", "south"}},
		{Name: "shift", Values: []string{"day", "night"}},
	}}
	for _, r := range rows {
		t.Codes = append(t.Codes, int32(r[0]), int32(r[1]), int32(r[2]))
		var c joint.Counts
		c[3*int(audit.Negative)+int(audit.NotSelected)], c[3*int(audit.Negative)+int(audit.Selected)] = r[3], r[4]
		c[3*int(audit.Positive)+int(audit.NotSelected)], c[3*int(audit.Positive)+int(audit.Selected)] = r[5], r[6]
		c[3*int(audit.Positive)] = r[7]
		t.Counts = append(t.Counts, c)
	}
	return t
}

// planted are 705 people, 50 decided ones in each of the first two cells and 100 in each other; of the 100 women in the north 10 are selected, of the
// 600 others 250.
func planted() *joint.Table {
	return tableOf(
		[8]int64{0, 0, 0, 25, 3, 20, 2, 5}, [8]int64{0, 0, 1, 20, 2, 25, 3, 0}, [8]int64{0, 1, 0, 30, 20, 30, 20, 0}, [8]int64{0, 1, 1, 30, 20, 27, 23, 0},
		[8]int64{1, 0, 0, 31, 19, 29, 21, 0}, [8]int64{1, 0, 1, 28, 22, 29, 21, 0}, [8]int64{1, 1, 0, 30, 20, 28, 22, 0}, [8]int64{1, 1, 1, 29, 21, 29, 21, 0},
	)
}

// 260 of 700 people with a decision are selected: p = 260/700, so that of the 100 women in the north 37.142857 are expected. 10 are:
// q = (10/90)·(440/260) = .188034, and the score is 10·ln q − 100·ln(1 − p + pq) less .5 for each of the two values named.
func TestByHand(t *testing.T) {
	got := Study(inputOf(audit.SubsetScanPlan{Direction: "both", Penalty: .5, Restarts: 10, Draws: 199}, true, false, 1, 2), planted())
	if got.People != 700 || got.Unknown != 5 || got.Expected[0].Events != 260 || got.Combinations != 8 || got.Tests != 2 || got.Event != "selected" || got.Why != "" {
		t.Fatalf("%+v", got)
	}
	low := got.Subsets[1]
	if fmt.Sprint(low.Conditions) != "[{sex [w]} {region [north]}]" || low.Direction != "lower" || low.N != 100 || low.Events != 10 {
		t.Fatalf("%+v", low)
	}
	p, q := 260./700, 10./90*440/260
	audittest.Near(t, "expected", float64(low.Expected), 100*p, 1e-9)
	audittest.Near(t, "q", float64(*low.OddsFactor), q, 1e-9)
	audittest.Near(t, "score", float64(low.Score), 10*math.Log(q)-100*math.Log(1-p+p*q)-2*.5, 1e-9)
	if low.Test.P != .005 || low.Test.PAdjusted != .005 || low.Test.FamilyN != 2 { // 1/200: no draw comes near
		t.Errorf("%+v", low.Test)
	}
	c := low.Comparisons[0]
	if len(low.Comparisons) != 1 || c.Metric != "selection_rate" || c.Test != nil || c.Interval == nil || c.N != 100 || c.ReferenceN != 600 {
		t.Errorf("%+v", low.Comparisons)
	}
	audittest.Near(t, "difference", float64(*c.Value), 10./100-250./600, 1e-9)
	women := got.Groups[0] // 10 + 83 of 300
	q = 93. / 207 * 440 / 260
	audittest.Near(t, "q of women", float64(*women.OddsFactor), q, 1e-9)
	audittest.Near(t, "score of women", float64(*women.Score), 93*math.Log(q)-300*math.Log(1-p+p*q)-.5, 1e-9)
	if len(got.Groups) != 2 || women.Direction != "lower" || got.Groups[1].Direction != "higher" {
		t.Errorf("%+v", got.Groups)
	}
}

// With a label, what is expected is the rate of each label, and the rates within labels are compared; where being selected is a burden,
// the event is not to be.
func TestExpectedGivenTheLabel(t *testing.T) {
	got := Study(inputOf(audit.SubsetScanPlan{Direction: "higher", Penalty: .5, Restarts: 10, Draws: 99}, false, true, 1, 2), planted())
	if len(got.Expected) != 2 || got.Expected[0].Label != "negative" || got.Expected[0].Events != 223 || got.Expected[0].People != 350 || got.Event != "not_selected" {
		t.Fatalf("%+v", got.Expected)
	}
	x := got.Subsets[0]
	if len(got.Subsets) != 1 || fmt.Sprint(x.Conditions) != "[{sex [w]} {region [north]}]" || x.Events != 90 || x.Test.P != .01 {
		t.Fatalf("%+v", got.Subsets)
	}
	// 50 people of each label; 223 of 350 and 217 of 350 are not selected.
	audittest.Near(t, "expected", float64(x.Expected), 50*223./350+50*217./350, 1e-9)
	for i, want := range []struct {
		name string
		in   float64
	}{{"true_negative_rate", 45. / 50}, {"false_negative_rate", 45. / 50}} {
		c := x.Comparisons[i]
		if c.Metric != want.name || math.Abs(float64(*c.GroupRate)-want.in) > 1e-9 {
			t.Errorf("%s %v", c.Metric, *c.GroupRate)
		}
	}
}

// What tells nothing is said: nobody refused; a subset of whom all are selected has no finite factor; more combinations than are scanned.
func TestUndefined(t *testing.T) {
	opt := audit.SubsetScanPlan{Direction: "both", Penalty: .5, Restarts: 2, Draws: 99}
	alike := Study(inputOf(opt, true, false, 1, 1), tableOf([8]int64{0, 0, 0, 0, 40}, [8]int64{1, 0, 0, 0, 40}))
	if alike.Why != "no_variance" || alike.Tests != 0 || len(alike.Subsets) != 0 {
		t.Errorf("%+v", alike)
	}
	all := Study(inputOf(opt, true, false, 1, 1), tableOf([8]int64{0, 0, 0, 0, 40}, [8]int64{1, 0, 0, 40, 0}))
	if x := all.Subsets[0]; x.OddsFactor != nil || x.OddsWhy != WhyEverybody || x.Events != 40 {
		t.Errorf("%+v", x)
	}
	if x := all.Subsets[1]; x.OddsFactor == nil || *x.OddsFactor != 0 {
		t.Errorf("%+v", x)
	}
	many := &joint.Table{Dims: []joint.Dim{{Name: "x"}}}
	for i := range mostCombinations + 1 {
		many.Dims[0].Values = append(many.Dims[0].Values, fmt.Sprint(i))
		many.Codes, many.Counts = append(many.Codes, int32(i)), append(many.Counts, joint.Counts{0, 1, 1})
	}
	if got := Study(inputOf(opt, true, false, 1, 1), many); got.Why != WhyTooManyCombinations {
		t.Errorf("%s", got.Why)
	}
}

// random is a table of people with random values, where nothing but the label, or everybody's rate, tells who is selected, unless the
// effect lowers the chance of those with the first value of the first two dimensions.
func random(r *rand.Rand, n int, effect float64) *joint.Table {
	values := []int{3, 3, 2, 2}
	t := &joint.Table{}
	at := map[[4]int]int{}
	for d, k := range values {
		dim := joint.Dim{Name: string(rune('a' + d)), Protected: d == 0}
		for v := range k {
			dim.Values = append(dim.Values, string(rune('A'+v)))
		}
		t.Dims = append(t.Dims, dim)
	}
	for range n {
		var code [4]int
		for d, k := range values {
			code[d] = r.IntN(k)
		}
		k, there := at[code]
		if !there {
			k = len(t.Counts)
			at[code] = k
			t.Counts = append(t.Counts, joint.Counts{})
			for _, v := range code {
				t.Codes = append(t.Codes, int32(v))
			}
		}
		label, decision := 1+r.IntN(2), int(audit.NotSelected)
		chance := .2 + .2*float64(label)
		if code[0] == 0 && code[1] == 0 {
			chance -= effect
		}
		if r.Float64() < chance {
			decision = int(audit.Selected)
		}
		t.Counts[k][3*label+decision]++
	}
	return t
}

// Where nobody is treated differently, the search must not show anything in more than 5 % of audits, although it looks at every union
// of values; where a ninth of the people have 30 points less, it should. Seeds are fixed. AUDITD_ALL=1 makes more.
func TestFalseAlarmsStayBelowAlpha(t *testing.T) {
	audits := 400
	if os.Getenv("AUDITD_ALL") != "" {
		audits = 2000
	}
	r := rand.New(rand.NewPCG(21, 1))
	opt := audit.SubsetScanPlan{Direction: "both", Penalty: .5, Restarts: 2, Draws: 99}
	shown := func(effect float64, i int) int {
		for _, x := range Study(inputOf(opt, true, i%2 == 1, r.Uint64(), 4), random(r, 800, effect)).Subsets {
			if x.Test.PAdjusted <= .05 {
				return 1
			}
		}
		return 0
	}
	null, found := 0, 0
	for i := range audits {
		null += shown(0, i)
	}
	for i := range 40 {
		found += shown(.3, i)
	}
	t.Logf("something shown in %d of %d audits in which there is nothing, and in %d of 40 with a planted subset", null, audits, found)
	// Above 5 % by more than the chance of so many audits explains: the lower limit of the share at 98 %.
	if lower := infer.ClopperPearson(infer.P(int64(null), int64(audits)), .98).Lower; lower > .05 {
		t.Errorf("false alarms in %d of %d audits, at least %.3f", null, audits, lower)
	}
	if null == 0 || found < 32 {
		t.Errorf("%d false alarms; the planted subset was shown in %d of 40 audits", null, found)
	}
}

// The number of goroutines leaves no trace, and another seed deals out otherwise.
func TestSameWhoeverWorks(t *testing.T) {
	table := random(rand.New(rand.NewPCG(22, 1)), 500, 0)
	opt := audit.SubsetScanPlan{Direction: "both", Penalty: .5, Restarts: 4, Draws: 99}
	a, b := Study(inputOf(opt, true, true, 1, 1), table), Study(inputOf(opt, true, true, 1, 7), table)
	if !reflect.DeepEqual(a, b) {
		t.Error("one goroutine and seven differ")
	}
	if reflect.DeepEqual(a, Study(inputOf(opt, true, true, 2, 1), table)) {
		t.Error("the seed changes nothing")
	}
}
