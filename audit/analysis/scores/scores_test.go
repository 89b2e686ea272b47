package scores_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"auditd/audit"
	"auditd/audit/audittest"
	"auditd/audit/ingest"
	"auditd/audit/measure"
	"auditd/audit/planfile"
	"auditd/audit/tally"
)

// audited takes a plan and a CSV file through the whole program: reading, counting, measuring.
func audited(t testing.TB, plan, data string, workers int) *audit.Audit {
	t.Helper()
	p, err := planfile.Parse("plan.yaml", []byte(plan))
	if err != nil {
		t.Fatal(err)
	}
	c := p.Columns
	fields, tables := measure.Tables(p)
	open := func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(data)), nil }
	source := ingest.Source{Name: "data.csv", Open: open, At: strings.NewReader(data), Size: int64(len(data))}
	cells, notes, err := tally.Files(t.Context(), tally.Request{
		Attributes: c.Attributes, Strata: c.Strata, Decision: c.Decision, Label: c.Label, Weight: c.Weight, Fields: fields, Tables: tables,
	}, audit.Files{}, []tally.Part{{Source: source, Options: ingest.Options{Workers: workers}}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	a, err := measure.Run(measure.Input{Plan: p, Cells: cells, Notices: notes, Workers: workers})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// value returns a measure's number; it must be defined.
func value(t testing.TB, m *audit.ScoreMeasure) float64 {
	t.Helper()
	if m == nil || m.Value == nil {
		t.Fatalf("not defined: %+v", m)
	}
	return float64(*m.Value)
}

func group(t testing.TB, s *audit.ScoreSet, name string) *audit.ScoreGroup {
	t.Helper()
	for i := range s.Groups {
		if s.Groups[i].Group[0].Value == name {
			return &s.Groups[i]
		}
	}
	t.Fatalf("no group %s", name)
	return nil
}

func pair(t testing.TB, s *audit.ScoreSet, name string) *audit.ScorePair {
	t.Helper()
	for i := range s.Pairs {
		if s.Pairs[i].Group[0].Value == name {
			return &s.Pairs[i]
		}
	}
	t.Fatalf("no pair of %s", name)
	return nil
}

// F2 and F3 of the specification (methods 0, shared fixtures) as files.
func f2() string {
	var b strings.Builder
	b.WriteString("g,y,s\n")
	for _, x := range []struct {
		g, y, scores string
	}{
		{"A", "1", ".95 .88 .80 .72 .60 .45"},
		{"A", "0", ".70 .55 .40 .30 .20 .10"},
		{"D", "1", ".78 .66 .50 .42 .35"},
		{"D", "0", ".60 .48 .44 .36 .25 .15 .12"},
	} {
		for _, s := range strings.Fields(x.scores) {
			fmt.Fprintf(&b, "%s,%s,%s\n", x.g, x.y, s)
		}
	}
	return b.String()
}

func f3() string {
	var b strings.Builder
	b.WriteString("g,y,s\n")
	for _, x := range []struct {
		g         string
		n         int
		score     float64
		positives int
	}{
		{"A", 100, .1, 8},
		{"A", 80, .3, 26},
		{"A", 60, .5, 31},
		{"A", 40, .7, 27},
		{"A", 20, .9, 19},
		{"D", 60, .1, 10},
		{"D", 50, .3, 22},
		{"D", 40, .5, 26},
		{"D", 30, .7, 24},
		{"D", 20, .9, 18},
	} {
		for k := range x.n {
			y := 0
			if k < x.positives {
				y = 1
			}
			fmt.Fprintf(&b, "%s,%d,%v\n", x.g, y, x.score)
		}
	}
	return b.String()
}

const fPlan = `
version: 1
columns:
  attributes: [g]
  label: {column: y, positive: [1]}
  score: {column: s, higher: favourable}
reference: {g: A}
min_group_size: 1
multiplicity: {method: holm, family: attribute_metric}
rules: [{name: calibration, tolerance: 0.05}, nyc_ll144]
`

// Methods 6.1 to 6.4 and 6.8, Ex, on F2, through the whole program.
func TestPrintedScores(t *testing.T) {
	a := audited(t, fPlan, f2(), 1)
	s := &a.Scores.Attributes[0]
	p := pair(t, s, "D")
	auc := group(t, s, "A").Measure(audit.ScoreAUC)
	audittest.Printed(t, "AUC of A", value(t, auc), .916667)
	audittest.Near(t, "its lower end", auc.Interval.Lower, .5823, 5e-5)
	audittest.Near(t, "its upper end", auc.Interval.Upper, .9886, 5e-5)
	audittest.Printed(t, "AUC of D", value(t, group(t, s, "D").Measure(audit.ScoreAUC)), .771429)
	difference := p.Measure(audit.ScoreAUCDifference)
	audittest.Printed(t, "|z|", math.Abs(float64(*difference.Test.Statistic)), .862038)
	audittest.Near(t, "p", float64(difference.Test.P), .3887, 5e-5)
	// The group is D here, the printed pair is (A, D).
	audittest.Printed(t, "xAUC D above A", value(t, p.Measure(audit.ScoreXAUC)), .733333)
	audittest.Printed(t, "xAUC A above D", value(t, p.Measure(audit.ScoreXAUCReverse)), .940476)
	audittest.Printed(t, "xAUC difference", value(t, p.Measure(audit.ScoreXAUCDifference)), -.207143)
	abroca := p.Measure(audit.ScoreABROCA)
	audittest.Printed(t, "ABROCA", value(t, abroca), .145238)
	audittest.Near(t, "its mean under parity", float64(*abroca.Null), .1466, .01)
	audittest.Near(t, "its p", float64(abroca.Test.P), .42, .04)
	audittest.Printed(t, "KS", value(t, p.Measure(audit.ScoreKolmogorovSmirnov)), .333333)
	audittest.Near(t, "KS p", float64(p.Measure(audit.ScoreKolmogorovSmirnov).Test.P), .536, .04)
	audittest.Printed(t, "W1", value(t, p.Measure(audit.ScoreWasserstein)), .131667)
	audittest.Printed(t, "mean gap", value(t, p.Measure(audit.ScoreMeanGap)), -.128333)
	audittest.Printed(t, "superiority", value(t, p.Measure(audit.ScoreSuperiority)), 1-.649306)
	audittest.Near(t, "MW p", float64(p.Measure(audit.ScoreSuperiority).Test.P), .225, 5e-4)
	// Positives: (.95+.88+.80+.72+.60+.45)/6 = .733333, (.78+.66+.50+.42+.35)/5 = .542; negatives: 2.25/6 = .375, 2.40/7 = .342857.
	audittest.Printed(t, "balance of positives", value(t, p.Measure(audit.ScoreBalancePositives)), .542-.733333)
	audittest.Printed(t, "balance of negatives", value(t, p.Measure(audit.ScoreBalanceNegatives)), .342857-.375)
	// AIR at t = .3, .4, .5, .6, .7; where no score is exactly t, the cut is the next score above, which selects the same people.
	want := map[float64]float64{.3: .9, .4: .777778, .5: .571429, .6: .5, .7: .2}
	for _, c := range p.Cuts {
		if w, ok := want[float64(c.At)]; ok {
			audittest.Printed(t, fmt.Sprint("ratio at ", c.At), float64(*c.Ratio), w)
			delete(want, float64(c.At))
		}
	}
	if len(want) > 0 {
		t.Errorf("no cuts at %v", want)
	}
	// Of twelve people each, at .36 8 score as much against 9, .888889; at .40 7 against 9, .777778; at .42 7 against 8, .875; at .44 6
	// against 8, .75; from there on the ratio stays below.
	if fmt.Sprint(p.Crossings) != "[0.4 0.42 0.44]" {
		t.Errorf("the ratio passes four fifths at %v, want 0.4, 0.42 and 0.44", p.Crossings)
	}
}

// Methods 3.8, Ex, on F2: median .465, shares above it .583333 and .416667, ratio .714286; the rule publishes them.
func TestPrintedScoringRate(t *testing.T) {
	a := audited(t, fPlan, f2(), 1)
	s := &a.Scores.Attributes[0]
	audittest.Printed(t, "median", float64(*a.Scores.Median), .465)
	audittest.Printed(t, "rate of A", value(t, group(t, s, "A").Measure(audit.ScoreRate)), .583333)
	audittest.Printed(t, "rate of D", value(t, group(t, s, "D").Measure(audit.ScoreRate)), .416667)
	audittest.Printed(t, "ratio of D", value(t, group(t, s, "D").Measure(audit.ScoreRateRatio)), .714286)
	found := false
	for _, f := range a.Findings {
		if f.Rule == "nyc_ll144" && f.Metric == audit.ScoreRate {
			found = true
			audittest.Printed(t, "ratio of the finding", float64(*f.Evidence.Value), .714286)
			if !f.Adverse || f.Level != audit.LevelNote {
				t.Errorf("adverse %v, level %s; want a note to the disadvantage of D", f.Adverse, f.Level)
			}
		}
	}
	if !found {
		t.Error("the rule nyc_ll144 says nothing of the scores")
	}
}

// Methods 6.5, Ex, on F3: both groups are compared with their own scores, and with each other.
func TestPrintedCalibration(t *testing.T) {
	a := audited(t, fPlan, f3(), 1)
	s := &a.Scores.Attributes[0]
	ga, gd := group(t, s, "A"), group(t, s, "D")
	audittest.Printed(t, "ECE of A", value(t, ga.Measure(audit.ScoreECE)), .023333)
	audittest.Near(t, "ECE of A if scores were right", float64(*ga.Measure(audit.ScoreECE).Null), .0405, 5e-5)
	audittest.Printed(t, "HL of A", value(t, ga.Measure(audit.ScoreHosmerLemeshow)), 1.423810)
	audittest.Near(t, "HL p of A", float64(ga.Measure(audit.ScoreHosmerLemeshow).Test.P), .9217, 5e-5)
	audittest.Printed(t, "z of A", float64(*ga.Measure(audit.ScoreBias).Test.Statistic), .140028)
	audittest.Printed(t, "ECE of D", value(t, gd.Measure(audit.ScoreECE)), .1)
	audittest.Near(t, "ECE of D if scores were right", float64(*gd.Measure(audit.ScoreECE).Null), .0502, 5e-5)
	audittest.Printed(t, "MCE of D", value(t, gd.Measure(audit.ScoreMCE)), .15)
	audittest.Printed(t, "bias of D", value(t, gd.Measure(audit.ScoreBias)), .1)
	audittest.Printed(t, "debiased square of D", value(t, gd.Measure(audit.ScoreDebiased)), .008276)
	audittest.Printed(t, "HL of D", value(t, gd.Measure(audit.ScoreHosmerLemeshow)), 12.658201)
	audittest.Near(t, "HL p of D", float64(gd.Measure(audit.ScoreHosmerLemeshow).Test.P), .0268, 5e-5)
	audittest.Printed(t, "z of D", float64(*gd.Measure(audit.ScoreBias).Test.Statistic), 3.429972)
	p := pair(t, s, "D")
	m := p.Measure(audit.ScoreCalibrationDifference)
	audittest.Printed(t, "MH difference", value(t, m), .097405)
	audittest.Near(t, "its z", float64(*m.Test.Statistic), 2.53, 5e-3)
	// .097405 ± 1.959964 × .038460: from .022025 to .172785, which is not outside ± .05.
	audittest.Near(t, "its lower end", m.Interval.Lower, .022025, 2e-6)
	if f := calibrationFinding(t, a); f.Verdict != audit.Inconclusive || !f.Adverse {
		t.Errorf("got %s, adverse %v; want inconclusive to the disadvantage of D", f.Verdict, f.Adverse)
	}
	narrow := audited(t, strings.Replace(fPlan, "tolerance: 0.05", "tolerance: 0.02", 1), f3(), 1)
	if f := calibrationFinding(t, narrow); f.Verdict != audit.DisparityShown || f.Level != audit.LevelDisparity {
		t.Errorf("with a tolerance of .02: got %s", f.Verdict)
	}
}

func calibrationFinding(t testing.TB, a *audit.Audit) *audit.Finding {
	t.Helper()
	for i := range a.Findings {
		if a.Findings[i].Rule == "calibration" {
			return &a.Findings[i]
		}
	}
	t.Fatal("the rule calibration says nothing")
	return nil
}

// The same rows in another order, read by more workers, give the same bytes.
func TestSameBytes(t *testing.T) {
	lines := strings.Split(strings.TrimSpace(f2()+strings.TrimPrefix(f3(), "g,y,s\n")), "\n")
	want, _ := json.Marshal(audited(t, fPlan, strings.Join(lines, "\n"), 1).Scores)
	r := rand.New(rand.NewPCG(1, 2))
	r.Shuffle(len(lines)-1, func(i, j int) { lines[i+1], lines[j+1] = lines[j+1], lines[i+1] })
	got, _ := json.Marshal(audited(t, fPlan, strings.Join(lines, "\n"), 4).Scores)
	if !bytes.Equal(want, got) {
		t.Errorf("got other bytes:\n%s\nwant\n%s", got, want)
	}
}

// A group against itself: no difference, no distance, a ratio of one at every cut; and turning every score round turns every area round.
func TestTwinsAndMirrors(t *testing.T) {
	var twins, mirror strings.Builder
	for i, line := range strings.Split(strings.TrimSpace(f2()), "\n") {
		if i == 0 {
			twins.WriteString(line + "\n")
			mirror.WriteString(line + "\n")
			continue
		}
		f := strings.Split(line, ",")
		for _, g := range []string{"A", "D"} {
			fmt.Fprintf(&twins, "%s,%s,%s\n", g, f[1], f[2])
		}
		fmt.Fprintf(&mirror, "%s,%s,-%s\n", f[0], f[1], f[2])
	}
	p := pair(t, &audited(t, fPlan, twins.String(), 1).Scores.Attributes[0], "D")
	for name, want := range map[string]float64{
		audit.ScoreAUCDifference: 0, audit.ScoreXAUCDifference: 0, audit.ScoreABROCA: 0, audit.ScoreKolmogorovSmirnov: 0, audit.ScoreWasserstein: 0,
		audit.ScoreMeanGap: 0, audit.ScoreSuperiority: .5, audit.ScoreBalancePositives: 0, audit.ScoreCalibrationDifference: 0,
	} {
		audittest.Near(t, name, value(t, p.Measure(name)), want, 1e-12)
	}
	for _, c := range p.Cuts {
		if c.Ratio == nil || *c.Ratio != 1 {
			t.Errorf("ratio at %v: %v, want 1", c.At, c.Ratio)
		}
	}
	a, m := audited(t, fPlan, f2(), 1), audited(t, fPlan, mirror.String(), 1)
	for k, g := range a.Scores.Attributes[0].Groups {
		audittest.Near(t, "AUC of the mirror", value(t, m.Scores.Attributes[0].Groups[k].Measure(audit.ScoreAUC)), 1-value(t, g.Measure(audit.ScoreAUC)), 1e-12)
	}
	// Scores below zero are no probabilities: nothing is said of calibration errors, and nothing else is lost.
	if g := &m.Scores.Attributes[0].Groups[0]; m.Scores.Probability || g.Measure(audit.ScoreECE) != nil || len(g.Bins) == 0 {
		t.Errorf("calibration of scores that are no probabilities: %+v", g.Measure(audit.ScoreECE))
	}
}

// What cannot be computed says why: one label only, nobody with a score, one group, a single score.
func TestDegenerate(t *testing.T) {
	for _, c := range []struct{ name, data, measure, why string }{
		{"positives only", "g,y,s\nA,1,.2\nA,1,.4\nD,1,.3\nD,1,.5\n", audit.ScoreAUC, "no_rate"},
		{"nobody with a score", "g,y,s\nA,1,.2\nA,0,.4\nD,1,\nD,0,NA\n", audit.ScoreMean, "nobody_in_group"},
		{"perfect separation", "g,y,s\nA,1,.2\nA,0,.4\nD,1,.9\nD,0,.1\n", audit.ScoreAUC, "scores_separate_perfectly"},
	} {
		a := audited(t, fPlan, c.data, 1)
		m := group(t, &a.Scores.Attributes[0], "D").Measure(c.measure)
		if m == nil || m.Why != c.why || m.Status == audit.StatusOK {
			t.Errorf("%s: got %+v, want %s", c.name, m, c.why)
		}
	}
	for name, data := range map[string]string{
		"no score at all": "g,y,s\nA,1,\nD,0,\n", "one group": "g,y,s\nA,1,.1\nA,0,.2\n", "one score": "g,y,s\nA,1,.1\nD,0,.1\nD,1,.1\nA,0,.1\n",
		"unknown groups": "g,y,s\n,1,.1\n,0,.2\nA,1,.3\n",
	} {
		a := audited(t, fPlan, data, 1)
		if _, err := json.Marshal(a); err != nil || a.Scores == nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A hundred thousand distinct scores are exact; more are rounded, and the area moves by no more than is stated.
func TestManyScores(t *testing.T) {
	make := func(n int) string {
		r := rand.New(rand.NewPCG(4, 5))
		var b strings.Builder
		b.WriteString("g,y,s\n")
		for i := range n {
			y := r.IntN(2)
			fmt.Fprintf(&b, "%s,%d,%.7f\n", []string{"A", "D"}[i%2], y, (float64(i)+.5)/float64(n)*.5+.5*r.Float64()*float64(1+y)/2)
		}
		return b.String()
	}
	plan := strings.Replace(fPlan, "min_group_size: 1", "analyses: {scores: {bins: 10}}", 1)
	exact := audited(t, plan, make(90_000), 3)
	if exact.Scores.Bits != 0 || exact.Scores.Distinct < 89_000 {
		t.Errorf("got %d bits and %d distinct scores, want them exact", exact.Scores.Bits, exact.Scores.Distinct)
	}
	rough := audited(t, plan, make(150_000), 3)
	if rough.Scores.Bits == 0 || rough.Scores.Distinct > 100_000 || rough.Scores.Error <= 0 || float64(rough.Scores.Error) > 1e-3 {
		t.Fatalf("got %d bits, %d distinct scores, error %v", rough.Scores.Bits, rough.Scores.Distinct, rough.Scores.Error)
	}
	// The area by brute force over ranks of the raw scores, against the one of rounded scores and its stated error.
	for _, name := range []string{"A", "D"} {
		m := group(t, &rough.Scores.Attributes[0], name).Measure(audit.ScoreAUC)
		if want := rankAUC(make(150_000), name); m.Error == nil || math.Abs(value(t, m)-want) > float64(*m.Error) || *m.Error > 1e-3 {
			t.Errorf("%s: got %v ± %v, want %v", name, value(t, m), m.Error, want)
		}
	}
}
