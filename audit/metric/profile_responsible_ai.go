package metric

import (
	"math"

	"auditd/audit"
	"auditd/audit/infer"
)

// profileResponsibleAI repeats the data balance measures of the Responsible AI Toolbox. Distribution and aggregate measures hold
// the groups' shares against equal shares, which no population has; feature balance measures are gaps between two groups in
// their association with the label, or with the decision where there is no label. Several formulas are not those their names
// stand for; each such number carries a note.
var profileResponsibleAI = Profile{
	Name:    "responsible_ai",
	Version: "0.36.0",
	Source:  "github.com/microsoft/responsible-ai-toolbox, responsibleai/databalanceanalysis",
	Values:  responsibleValues,
}

func responsibleValues(in ProfileInput) []audit.ToolValue {
	var out []audit.ToolValue
	for _, at := range in.Attributes {
		v := viewOf(at, !in.Favourable)
		if len(v.groups) == 0 {
			continue
		}
		c := &collector{attribute: at.Name}
		responsibleDistribution(c, v)
		responsibleAggregate(c, v)
		responsibleFeatures(c, v)
		out = append(out, c.values...)
	}
	return out
}

// responsibleDistribution holds the groups' shares against equal ones.
func responsibleDistribution(c *collector, v toolView) {
	total, k := v.all().n(), float64(len(v.groups))
	q := 1 / k
	var kl, js, sum, squares, entropy, furthest float64
	for _, g := range v.groups {
		p := g.n() / total
		m := (p + q) / 2
		kl += p * math.Log(p/q)
		js += (p*math.Log(p/m) + q*math.Log(q/m)) / 2
		sum += math.Abs(p - q)
		furthest = max(furthest, math.Abs(p-q))
		squares += (p - q) * (p - q) / q
		entropy -= q * math.Log2(p)
	}
	add := func(metric string, x float64, note string) {
		c.add(metric, "", "", x, firstOf(note, when(v.unknown.n() > 0, NoteUnknownDropped)))
	}
	add("KLDivergence", kl, "")
	add("JensenShannonDist", math.Sqrt(max(0, js)), "")
	add("WassersteinDist", sum/k, NoteSharesAsSample)
	add("InfiniteNormDist", furthest, "")
	add("TotalVarianceDist", sum/2, "")
	add("ChiSquarePValue", infer.ChiSquaredSurvival(squares*total, len(v.groups)-1), "")
	add("ChiSquareStat", squares*total, "")
	add("CrossEntropy", entropy, "")
}

// responsibleAggregate prints how unequal the groups' shares are, each group counting once.
func responsibleAggregate(c *collector, v toolView) {
	shares := make([]benefitShare, len(v.groups))
	for i, g := range v.groups {
		shares[i] = benefitShare{g.n() / v.all().n(), 1}
	}
	c.add("TheilLIndex", "", "", inequalityOf(meanLogDeviation, shares), "")
	c.add("TheilTIndex", "", "", inequalityOf(plainTheil, shares), "")
	c.add("AtkinsonIndex", "", "", inequalityOf(atkinsonOne, shares), "")
}

// A responsibleMeasure is a measure of one group's association with the positive value: of the share of people who have it, of
// those in the group, and of those in both, among n people.
type responsibleMeasure struct {
	name, note string
	of         func(positive, group, both, n float64) float64
}

var responsibleMeasures = []responsibleMeasure{
	{"StatisticalParity", "", func(_, group, both, _ float64) float64 { return both / group }},
	{"PointwiseMutualInfo", NoteFormulaDiffers, func(_, group, both, _ float64) float64 { return math.Log(both / group) }},
	{"SorensonDiceCoeff", NoteFormulaDiffers, func(positive, group, both, _ float64) float64 { return both / (group + positive) }},
	{"JaccardIndex", "", func(positive, group, both, _ float64) float64 { return both / (group + positive - both) }},
	{"KendallRankCorrelation", "", func(positive, group, both, n float64) float64 {
		a := n * n * (1 - 2*group - 2*positive + 2*both + 2*positive*group)
		b := n * (2*group + 2*positive - 4*both - 1)
		return (a + b) / (n * n * math.Sqrt((group-group*group)*(positive-positive*positive)))
	}},
	{"LogLikelihoodRatio", "", func(positive, _, both, _ float64) float64 { return math.Log(both / positive) }},
	{"TTest", NoteFormulaDiffers, func(positive, group, _, _ float64) float64 {
		return (positive - group*positive) / math.Sqrt(group*positive)
	}},
}

// responsibleFeatures prints the gap of every measure for every pair of groups. A group without a positive person is not in the
// tool's list of them, so that its measures are not a number, save the one that does not look.
func responsibleFeatures(c *collector, v toolView) {
	share := selectedShare
	if v.have.label {
		share = positiveShare
	}
	x, n := share(v.all())
	value := func(m responsibleMeasure, g confusion) float64 {
		both, k := share(g)
		if both == 0 && m.name != "TTest" {
			return math.NaN()
		}
		return m.of(x/n, k/n, both/n, n)
	}
	for i, g := range v.groups {
		for _, h := range v.groups[i+1:] {
			for _, m := range responsibleMeasures {
				gap := value(m, g.confusion) - value(m, h.confusion)
				c.add(m.name, g.name, h.name, gap, firstOf(m.note, when(!v.have.label, NoteDecisionTakenLabel)))
				if m.name == "TTest" {
					c.add("TTestPValue", g.name, h.name, studentSurvival(math.Abs(gap), len(v.groups)-1), NoteFormulaDiffers)
				}
			}
		}
	}
}

// studentSurvival returns the upper tail of Student's t for a whole number of degrees of freedom, in closed form (Abramowitz and
// Stegun 1964, 26.7.3 and 26.7.4). It is not a number for none.
func studentSurvival(t float64, df int) float64 {
	if df < 1 || math.IsNaN(t) {
		return math.NaN()
	}
	theta := math.Atan(t / math.Sqrt(float64(df)))
	sin, cos := math.Sincos(theta)
	exponent, sum, term := 0, 0.0, 1.0
	if df%2 == 1 {
		exponent, term = 1, cos
	}
	for ; exponent <= df-2; exponent += 2 {
		sum += term
		term *= cos * cos * float64(exponent+1) / float64(exponent+2)
	}
	inside := sin * sum
	if df%2 == 1 {
		inside = 2 / math.Pi * (theta + sin*sum)
	}
	return (1 - inside) / 2
}
