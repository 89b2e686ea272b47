package audit

// A Beside is what a further method, named by the plan, says of a rate or a comparison: an interval, or a p-value that is not
// adjusted. It is printed for comparison and judges nothing, so that nobody can have a verdict by choosing a method (methods 16).
type Beside struct {
	Metric    string    `json:"metric"`
	Kind      string    `json:"kind"`              // rate, ratio, difference: what the method speaks of
	Against   string    `json:"against,omitempty"` // reference, complement: of a comparison, as there
	Group     Group     `json:"group"`
	Reference Group     `json:"reference"` // {} of a rate, and when against is complement
	Stratum   Stratum   `json:"stratum"`
	Method    string    `json:"method"`              // one of BesideMethods
	Interval  *Interval `json:"interval,omitempty"`  // of an interval
	Statistic *Real     `json:"statistic,omitempty"` // of a test that has one
	P         *P        `json:"p,omitempty"`         // of a test
	Why       string    `json:"why,omitempty"`       // why the method says nothing of these counts
}

// OfRate is the kind of what a further method says of one rate; of a comparison it is that of the comparison.
const OfRate = "rate"

// besideMethods are named as in package infer, whose test holds the two lists together.
var besideMethods = []string{
	"wilson", "wilson_corrected", "clopper_pearson", "jeffreys",
	"newcombe", "miettinen_nurminen", "mee",
	"koopman", "miettinen_nurminen_ratio", "katz",
	"score_z", "boschloo", "barnard", "fisher_exact", "fisher_mid_p", "chi_squared_yates",
}

// BesideMethods returns the methods that a plan can ask for beside those that judge: intervals of one rate, of a difference, of a
// ratio, then tests of two equal rates.
func BesideMethods() []string { return append([]string(nil), besideMethods...) }
