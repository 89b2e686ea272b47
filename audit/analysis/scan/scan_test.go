package scan

import (
	"math/rand/v2"
	"slices"
	"testing"

	"auditd/audit"
	"auditd/audit/analysis"
	"auditd/audit/analysis/joint"
	"auditd/audit/metric"
)

func input(seed uint64) *analysis.Input {
	p := &audit.Plan{Confidence: .95, MinGroupSize: 30, Seed: seed, Analyses: &audit.Analyses{Scan: &audit.ScanPlan{Clusters: 8, Metric: "selection_rate"}}}
	p.Columns.Decision = &audit.Binary{Column: "d", Favourable: true}
	return &analysis.Input{Plan: p, Workers: 1, Out: &audit.Audit{}, Terms: metric.Terms{
		Confidence: .95, MinGroupSize: 30, RatioBand: audit.Band{Lower: .8, Upper: 1.25}, DifferenceBand: audit.Band{Lower: -.05, Upper: .05},
	}}
}

// people are selected with the chance of .5, less gap where the first two features both are A. The protected attribute goes with the
// first feature and is not searched.
func people(r *rand.Rand, n int, gap float64) *joint.Table {
	t := &joint.Table{Dims: []joint.Dim{{Name: "p", Values: []string{"x", "y"}, Protected: true}}}
	for _, name := range []string{"a", "b", "c"} {
		t.Dims = append(t.Dims, joint.Dim{Name: name, Values: []string{"A", "B", "C"}})
	}
	counts := map[[4]int32]joint.Counts{}
	for range n {
		k := [4]int32{0, int32(r.IntN(3)), int32(r.IntN(3)), int32(r.IntN(3))}
		if k[1] == 0 && r.IntN(4) > 0 || k[1] != 0 && r.IntN(4) == 0 {
			k[0] = 1
		}
		chance := .5
		if k[1] == 0 && k[2] == 0 {
			chance -= gap
		}
		c := counts[k]
		if r.Float64() < chance {
			c[2]++
		} else {
			c[1]++
		}
		counts[k] = c
	}
	var keys [][4]int32
	for k := range counts {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b [4]int32) int { return slices.Compare(a[:], b[:]) })
	for _, k := range keys {
		t.Codes, t.Counts = append(t.Codes, k[:]...), append(t.Counts, counts[k])
	}
	return t
}

// A group that nobody named is found by its conditions and shown on the half that had no part in the search, with the protected group
// that is over-represented in it.
func TestPlantedGroup(t *testing.T) {
	got := Study(input(1), people(rand.New(rand.NewPCG(1, 1)), 6000, .25))
	first := got.Clusters[0]
	has := func(feature string) bool {
		return slices.Contains(first.Conditions, audit.ScanCondition{Feature: feature, Value: "A"})
	}
	if !has("a") || !has("b") || first.Comparison.Verdict != audit.DisparityShown {
		t.Errorf("%+v: %s", first.Conditions, first.Comparison.Verdict)
	}
	if len(first.Make) == 0 || first.Make[0].Group.Label() != "y" {
		t.Errorf("made of %v", first.Make)
	}
	n := int64(0)
	for _, c := range got.Clusters {
		n += c.N
	}
	if n != got.SecondHalf || got.FirstHalf+got.SecondHalf != 6000 {
		t.Errorf("clusters hold %d of %d people", n, got.SecondHalf)
	}
}

// Where nothing depends on the features, no more than α of all scans find something; seeds are fixed.
func TestFalseFlagsStayBelowAlpha(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 1))
	const audits = 300
	flagged := 0
	for range audits {
		got := Study(input(r.Uint64()), people(r, 3000, 0))
		if slices.ContainsFunc(got.Clusters, func(c audit.Cluster) bool { return c.Comparison.Test != nil && c.Comparison.Test.PAdjusted < .05 }) {
			flagged++
		}
	}
	t.Logf("something found in %d of %d scans of nothing", flagged, audits)
	if float64(flagged) > .05*audits {
		t.Error("too many")
	}
}
