package proxies

import (
	"math"
	"math/rand/v2"
	"os"
	"reflect"
	"slices"
	"testing"

	"auditd/audit"
	"auditd/audit/analysis"
	"auditd/audit/analysis/joint"
	"auditd/audit/audittest"
	"auditd/audit/metric"
)

// a person of a made-up file: the value of the attribute, those of the features, label and decision (1 no, 2 yes).
type person struct {
	group    int32
	features []int32
	label    int32
	decision int32
}

// table counts people the plain way; values holds how many values the attribute and each feature have.
func table(values []int, people []person) *joint.Table {
	t := &joint.Table{}
	for d, n := range values {
		dim := joint.Dim{Name: string(rune('a' + d)), Protected: d == 0}
		for v := range n {
			dim.Values = append(dim.Values, string(rune('A'+v)))
		}
		t.Dims = append(t.Dims, dim)
	}
	slices.SortFunc(people, func(a, b person) int {
		return slices.Compare(append([]int32{a.group}, a.features...), append([]int32{b.group}, b.features...))
	})
	var last []int32
	for _, p := range people {
		code := append([]int32{p.group}, p.features...)
		if !slices.Equal(code, last) {
			t.Codes, t.Counts = append(t.Codes, code...), append(t.Counts, joint.Counts{})
			last = code
		}
		t.Counts[len(t.Counts)-1][3*p.label+p.decision]++
	}
	return t
}

func input(features int) *analysis.Input {
	p := &audit.Plan{Confidence: .95, MinGroupSize: 30, Seed: 1, Multiplicity: audit.Multiplicity{Method: "holm"}}
	p.Columns.Attributes = []audit.Attribute{{Column: "a", Name: "a"}}
	for j := range features {
		name := string(rune('b' + j))
		p.Columns.Features = append(p.Columns.Features, audit.Attribute{Column: name, Name: name})
	}
	p.Columns.Decision = &audit.Binary{Column: "d", Favourable: true}
	return &analysis.Input{Plan: p, Cells: &audit.Cells{}, Workers: 2, Out: &audit.Audit{}, Terms: metric.Terms{Confidence: .95, MinGroupSize: 30}}
}

func feature(t *testing.T, p *audit.Proxies, name string) audit.Proxy {
	t.Helper()
	for _, f := range p.Attributes[0].Features {
		if f.Feature == name {
			return f
		}
	}
	t.Fatalf("no feature %s", name)
	return audit.Proxy{}
}

// The Ex of methods 9.1, [[50, 30, 20], [20, 30, 50]], through the analysis. The AUC of .695 and the balanced error of .35 are those
// of the best classifier on these very people; on people that it has not seen it does a little worse.
func TestPrintedAssociation(t *testing.T) {
	var people []person
	for g, row := range [][]int{{50, 30, 20}, {20, 30, 50}} {
		for v, n := range row {
			for i := range n {
				people = append(people, person{int32(g), []int32{int32(v)}, 1, int32(1 + i%2)})
			}
		}
	}
	in := input(1)
	got := feature(t, Study(in, table([]int{2, 3}, people)), "b")
	for what, x := range map[string]struct {
		got  *audit.Real
		want float64
	}{
		"Cramér's V": {got.CramersV, .358569}, "corrected V": {got.Corrected, .345137}, "mutual information": {got.Mutual, .066414},
		"chance":      {got.MutualNull, .005}, // (2−1)(3−1)/(2·200)
		"uncertainty": {got.Uncertainty, .095816}, "Goodman and Kruskal's tau": {got.Tau, .128571},
	} {
		audittest.Near(t, what, float64(*x.got), x.want, 1e-6)
	}
	audittest.Near(t, "AUC", float64(*got.AUC), .695, .03)
	audittest.Near(t, "balanced error", float64(*got.BalancedError), .35, .03)
	if got.Interval.Lower >= .345137 || got.Interval.Upper <= .345137 || got.Strength != audit.ProxyWatch {
		t.Errorf("interval %v, %s", got.Interval, got.Strength)
	}
}

// made is people of three groups: b tells the group with some errors, c is a copy of b, d is noise. The decision follows b alone.
func made(r *rand.Rand, n int) *joint.Table {
	var people []person
	for range n {
		g := int32(r.IntN(3))
		b := g
		if r.IntN(4) == 0 {
			b = int32(r.IntN(3))
		}
		decision := int32(1)
		if b == 0 || r.IntN(3) == 0 {
			decision = 2
		}
		people = append(people, person{g, []int32{b, b, int32(r.IntN(4))}, 1, decision})
	}
	return table([]int{3, 3, 3, 4}, people)
}

// A stand-in is found, its copy makes a cluster with it, noise stays weak; taking one of the copies away changes nothing, taking both
// leaves nothing; decisions that follow the stand-in are transmitted by it, and noise is not used.
func TestStandIn(t *testing.T) {
	got := Study(input(3), made(rand.New(rand.NewPCG(1, 1)), 6000))
	b, d := feature(t, got, "b"), feature(t, got, "d")
	if b.Strength != audit.ProxyStrong || d.Strength != audit.ProxyWeak {
		t.Errorf("b %s, d %s", b.Strength, d.Strength)
	}
	if !reflect.DeepEqual(got.Clusters, [][]string{{"b", "c"}}) {
		t.Errorf("clusters %v", got.Clusters)
	}
	a := got.Attributes[0]
	if math.Abs(float64(*b.Without-*a.Macro)) > .02 || *b.AUC < .8 {
		t.Errorf("AUC of b %v, of all %v, of all but b %v", *b.AUC, *a.Macro, *b.Without)
	}
	if len(a.Removal) != 2 || a.Removal[1].AUC > .55 {
		t.Errorf("removal %v", a.Removal)
	}
	sum := 0.0
	for _, f := range a.Features {
		sum += float64(*f.Shapley)
	}
	audittest.Near(t, "sum of Shapley shares", sum, float64(*a.Macro)-.5, 1e-9)
	if *b.Use.Transmitted < .9 || b.Use.Test.PAdjusted > 1e-6 || d.Use.Test.PAdjusted < .05 || *d.Use.Transmitted > .1 {
		t.Errorf("use of b %+v, of d %+v", b.Use, d.Use)
	}
	for _, j := range a.Joint {
		if j.Certified || *j.BalancedError > .25 {
			t.Errorf("%s: balanced error %v, certified %v", j.Group, *j.BalancedError, j.Certified)
		}
	}
}

// Features that tell nothing are not taken for proxies: the share of false watches over many audits of three such features stays below
// 5 %; AUDITD_ALL=1 makes more of them.
func TestNoiseIsNoProxy(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 1))
	flagged, significant := 0, 0
	audits := 60
	if os.Getenv("AUDITD_ALL") != "" {
		audits = 400
	}
	for range audits {
		var people []person
		for range 600 {
			people = append(people, person{int32(r.IntN(3)), []int32{int32(r.IntN(2)), int32(r.IntN(5)), int32(r.IntN(12))}, 1, int32(1 + r.IntN(2))})
		}
		in := input(3)
		in.Plan.Seed = r.Uint64()
		got := Study(in, table([]int{3, 2, 5, 12}, people))
		flag, test := false, false
		for _, f := range got.Attributes[0].Features {
			flag = flag || f.Strength != audit.ProxyWeak
			test = test || f.Test.PAdjusted < .05 || f.Use.Test.PAdjusted < .05
		}
		if flag {
			flagged++
		}
		if test {
			significant++
		}
	}
	t.Logf("three features of noise: flagged in %d of %d audits, a test significant in %d", flagged, audits, significant)
	if flagged > audits/20 || significant > audits/10 { // chi-squared and G of sparse tables run a little high
		t.Error("too many")
	}
}

// Of features that tell nothing, Feldman's certificate says that nothing made from them can have a disparate impact: at the selection
// rate of one half its bound is ½ − 1/16, and 6,000 people put the balanced error of one half well above.
func TestCertificateOfNoise(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 1))
	var people []person
	for range 6000 {
		people = append(people, person{int32(r.IntN(2)), []int32{int32(r.IntN(2)), int32(r.IntN(5))}, 1, int32(1 + r.IntN(2))})
	}
	for _, j := range Study(input(2), table([]int{2, 2, 5}, people)).Attributes[0].Joint {
		audittest.Near(t, "bound", float64(*j.Bound), .5-float64(*j.SelectionRate)/8, 1e-9)
		if !j.Certified || math.Abs(float64(*j.BalancedError)-.5) > .03 {
			t.Errorf("%+v", j)
		}
	}
}

// A column in which nearly everybody has a value of their own names people; V would be 1.
func TestIdentifier(t *testing.T) {
	var people []person
	for i := range 400 {
		people = append(people, person{int32(i % 2), []int32{int32(i % 300)}, 1, 1})
	}
	got := feature(t, Study(input(1), table([]int{2, 300}, people)), "b")
	if got.Strength != audit.ProxyIdentifier || got.Why != WhyIdentifier || got.Interval != nil {
		t.Errorf("%+v", got)
	}
}

// The number of workers leaves no trace.
func TestSameWhoeverWorks(t *testing.T) {
	people := made(rand.New(rand.NewPCG(3, 1)), 2000)
	one, many := input(3), input(3)
	one.Workers, many.Workers = 1, 5
	if !reflect.DeepEqual(Study(one, people), Study(many, people)) {
		t.Error("one worker and five differ")
	}
}

// Cholesky: [[4, 2], [2, 3]]·(1, 2) = (8, 8).
func TestSolve(t *testing.T) {
	x, ok := solve([]float64{4, 2, 2, 3}, []float64{8, 8})
	if !ok || math.Abs(x[0]-1) > 1e-12 || math.Abs(x[1]-2) > 1e-12 {
		t.Errorf("%v %v", x, ok)
	}
	if _, ok := solve([]float64{0, 0, 0, 0}, []float64{1, 1}); ok {
		t.Error("solved what has no solution")
	}
}
