package infer

import "auditd/audit"

// What a further method can be asked about.
const (
	besideRate = iota
	besideDifference
	besideRatio
	besideTest
)

// besideMethods are the methods that a plan can name beside the default ones. Exactly one function of each is set.
var besideMethods = []struct {
	name  string
	about int
	rate  func(Proportion, float64) audit.Interval
	pair  func(a, b Proportion, level float64) (audit.Interval, bool)
	test  func(a, b Proportion) (audit.Test, bool)
	whole bool // counts people one by one: says nothing of effective numbers
}{
	{name: "wilson", about: besideRate, rate: Wilson},
	{name: "wilson_corrected", about: besideRate, rate: WilsonCorrected},
	{name: "clopper_pearson", about: besideRate, rate: ClopperPearson},
	{name: "jeffreys", about: besideRate, rate: Jeffreys},
	{name: "newcombe", about: besideDifference, pair: Newcombe},
	{name: "miettinen_nurminen", about: besideDifference, pair: MiettinenNurminen},
	{name: "mee", about: besideDifference, pair: Mee},
	{name: "koopman", about: besideRatio, pair: Koopman},
	{name: "miettinen_nurminen_ratio", about: besideRatio, pair: MiettinenNurminenRatio},
	{name: "katz", about: besideRatio, pair: Katz},
	{name: "score_z", about: besideTest, test: ScoreZ},
	{name: "boschloo", about: besideTest, test: Boschloo, whole: true},
	{name: "barnard", about: besideTest, test: Barnard, whole: true},
	{name: "fisher_exact", about: besideTest, test: FisherExact, whole: true},
	{name: "fisher_mid_p", about: besideTest, test: FisherMidP, whole: true},
	{name: "chi_squared_yates", about: besideTest, test: ChiSquaredYates, whole: true},
}

// BesideRate returns what those of the methods named that are intervals of one rate say of it, in the order of the catalogue;
// nothing where nobody is in the denominator. Level is 0.95 for 95 %. Names that are not of [audit.BesideMethods] say nothing. Who is spoken of is left for the caller to fill in.
func BesideRate(names []string, p Proportion, level float64) []audit.Beside {
	var out []audit.Beside
	for i := range besideMethods {
		if m := &besideMethods[i]; m.about == besideRate && named(names, m.name) && p.defined() {
			in := m.rate(p, level)
			out = append(out, audit.Beside{Kind: audit.OfRate, Method: m.name, Interval: &in})
		}
	}
	return out
}

// BesidePair returns what the methods named say of two rates: of their difference or their ratio, as kind says, and the tests of
// equality. counted says that both rates count people who weigh the same; exact tests say nothing of others. A method that cannot
// say anything of these counts stands there with the reason.
func BesidePair(names []string, kind string, a, b Proportion, level float64, counted bool) []audit.Beside {
	var out []audit.Beside
	for i := range besideMethods {
		m := &besideMethods[i]
		if !named(names, m.name) || m.about == besideRate || m.about == besideDifference && kind != audit.Difference || m.about == besideRatio && kind != audit.Ratio {
			continue
		}
		x := audit.Beside{Kind: kind, Method: m.name}
		switch {
		case !bothDefined(a, b):
			x.Why = string(WhyNoDenominator)
		case m.pair != nil:
			if in, ok := m.pair(a, b, level); ok {
				x.Interval = &in
			} else {
				x.Why = string(WhyNotComputable)
			}
		case m.whole && !counted:
			x.Why = string(WhyWeights)
		default:
			x.Statistic, x.P, x.Why = besideTested(m.test, a, b)
		}
		out = append(out, x)
	}
	return out
}

// besideTested returns the statistic and the p-value of a test, or why there is none.
func besideTested(test func(a, b Proportion) (audit.Test, bool), a, b Proportion) (*audit.Real, *audit.P, string) {
	t, ok := test(a, b)
	switch {
	case ok:
		return t.Statistic, &t.P, ""
	case a.N+b.N > exactLimit && !noVariance(a, b):
		return nil, nil, string(WhyTooManyPeople)
	default:
		return nil, nil, string(WhyNoVariance)
	}
}

// noVariance reports whether everybody or nobody has the event.
func noVariance(a, b Proportion) bool { return a.X+b.X == 0 || a.X+b.X == a.N+b.N }

func named(names []string, name string) bool {
	for _, n := range names {
		if n == name {
			return true
		}
	}
	return false
}
