package audit

// Proxies are what features tell of the protected attributes (methods 9): a feature that tells much can stand in for an attribute that
// a system does not see. That a proxy exists does not say that it is used.
type Proxies struct {
	Features   []string         `json:"features"`
	Attributes []ProxyAttribute `json:"attributes"`
	Clusters   [][]string       `json:"clusters"` // features that tell nearly the same, two or more each
	Tests      int              `json:"tests"`
	Weights    *WeightUse       `json:"weights,omitempty"` // never used; says why
}

// The strengths of a proxy: the lower confidence limit of the corrected V reaches 0.3 or that of the AUC 0.7 (proxy), V 0.1 (watch).
const (
	ProxyStrong     = "proxy"
	ProxyWatch      = "watch"
	ProxyWeak       = "weak"
	ProxyIdentifier = "identifier" // nearly every person has a value of their own: association means nothing
)

// A ProxyAttribute is one protected attribute against the features.
type ProxyAttribute struct {
	Attribute string         `json:"attribute"`
	N         int64          `json:"n"`                   // people whose group is known
	Features  []Proxy        `json:"features"`            // strongest first
	Joint     []JointProxy   `json:"joint"`               // by group: all features together
	Macro     *Real          `json:"macro_auc,omitempty"` // mean of the groups' AUC; left out when no group can be predicted
	Removal   []ProxyRemoval `json:"removal"`             // features taken away, the most telling first, until the rest tells little
	Status    Status         `json:"status"`
	Why       string         `json:"why,omitempty"`
}

// A Proxy is one feature against one attribute. Missing values of the feature are a category of their own.
type Proxy struct {
	Feature       string       `json:"feature"`
	Values        int          `json:"values"`
	CramersV      *Real        `json:"cramers_v"`
	Corrected     *Real        `json:"cramers_v_corrected"`     // the one to judge by (Bergsma 2013)
	Interval      *Interval    `json:"interval"`                // of the corrected V; null where there are too many values
	Mutual        *Real        `json:"mutual_information"`      // nats
	MutualNull    *Real        `json:"mutual_information_null"` // what chance alone gives: (K−1)(C−1)/(2n)
	Uncertainty   *Real        `json:"uncertainty"`             // share of the attribute's entropy that the feature takes away (Theil's U)
	Tau           *Real        `json:"goodman_kruskal_tau"`
	AUC           *Real        `json:"auc,omitempty"` // of the group that it tells best, out of fold
	AUCInterval   *Interval    `json:"auc_interval,omitempty"`
	AUCGroup      string       `json:"auc_group,omitempty"`
	BalancedError *Real        `json:"balanced_error,omitempty"` // of the same group, out of fold
	Number        *ProxyNumber `json:"number,omitempty"`         // of a feature with breaks, before it was put into bins
	Without       *Real        `json:"auc_without,omitempty"`    // macro AUC of all other features
	Shapley       *Real        `json:"auc_shapley,omitempty"`    // share of the macro AUC above ½; null beyond eight features
	Test          *Test        `json:"test"`                     // of independence
	Use           *ProxyUse    `json:"use,omitempty"`            // with a decision
	Strength      string       `json:"strength"`
	Status        Status       `json:"status"`
	Why           string       `json:"why,omitempty"`
}

// A ProxyNumber compares a number over the groups.
type ProxyNumber struct {
	EtaSquared   *Real  `json:"eta_squared"`
	OmegaSquared *Real  `json:"omega_squared"`
	Test         *Test  `json:"test"`                         // read beside the test of the bins, which is the one that is adjusted
	Distance     *Real  `json:"kolmogorov_smirnov,omitempty"` // largest of the groups against everybody else; left out when every group is small
	Why          string `json:"why,omitempty"`
	Group        string `json:"group,omitempty"`
	Exact        bool   `json:"exact"` // no numbers were rounded when they were counted
}

// A ProxyUse asks whether decisions go with a feature among people of one group and, with a label, of one label: only then can it carry
// a difference between the groups into the decisions.
type ProxyUse struct {
	Test        *Test  `json:"test"`                    // of no association of decision and feature given group and label
	Information *Real  `json:"conditional_information"` // nats
	Direct      *Real  `json:"group_information"`       // of the decision on the group, nats, chance taken out
	Given       *Real  `json:"group_information_given"` // the same among people alike in the feature
	Transmitted *Real  `json:"transmitted"`             // share of the first that the feature takes away; null when the decision tells nothing of the group
	Nothing     string `json:"transmitted_why,omitempty"`
	Why         string `json:"why,omitempty"` // why there is no test
}

// A JointProxy is how well all features together tell one group from all others, by a classifier that is fitted on some people and
// tried on others.
type JointProxy struct {
	Group           string    `json:"group"`
	N               int64     `json:"n"`
	AUC             *Real     `json:"auc"`
	Interval        *Interval `json:"interval"`
	BalancedError   *Real     `json:"balanced_error"`
	ErrorInterval   *Interval `json:"balanced_error_interval"`
	Classifier      string    `json:"classifier,omitempty"`        // naive_bayes, logistic: the better of both
	LogisticLeftOut bool      `json:"logistic_left_out,omitempty"` // too many values or combinations of values for it: naive Bayes alone was tried
	SelectionRate   *Real     `json:"selection_rate"`              // β of the certificate; null without a decision
	Bound           *Real     `json:"bound"`                       // ½ − β/8
	Certified       bool      `json:"certified"`                   // the lower limit of the balanced error exceeds the bound: no decision from these features with this rate can have an impact ratio of 0.8 or less (Feldman et al. 2015), as far as no better classifier exists
	Status          Status    `json:"status"`
	Why             string    `json:"why,omitempty"`
}

// A ProxyRemoval is one step of taking features away.
type ProxyRemoval struct {
	Feature string `json:"feature"`
	AUC     Real   `json:"auc"` // macro AUC of what is left
}
