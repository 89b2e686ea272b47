package audit

// The rates of a class against all others.
const (
	ClassShare    = "class_share"         // people who get the class / people with a known class
	ClassTPR      = "true_positive_rate"  // people of the class who get it / people of the class
	ClassFPR      = "false_positive_rate" // people of other classes who get it / people of other classes
	ClassPPV      = "precision"           // people of the class who get it / people who get it
	ClassAccuracy = "accuracy"            // people who get their class / people with both known; over all classes
)

// A ClassComparison compares a group with the reference group, or with everybody else, by a decision of many classes (methods 7.3). People
// are counted; weights are not used.
type ClassComparison struct {
	Group         Group      `json:"group"`
	Against       string     `json:"against"`   // reference, complement
	Reference     Group      `json:"reference"` // {} when against is complement
	N             int64      `json:"n"`
	ReferenceN    int64      `json:"reference_n"`
	Distance      *Real      `json:"total_variation"` // share of the group that would have to change class
	Ridit         *Real      `json:"ridit,omitempty"` // chance that a person of the group fares better than one of the reference, ties half; null without an order
	RiditInterval *Interval  `json:"ridit_interval,omitempty"`
	RiditTest     *Test      `json:"ridit_test,omitempty"` // Wilcoxon, Mann and Whitney
	CramersV      *Real      `json:"cramers_v,omitempty"`  // left out where everybody gets one class
	Test          *Test      `json:"test,omitempty"`       // that both get the classes alike
	MeanGap       *Real      `json:"mean_gap"`             // mean distance of the class shares
	WorstClass    string     `json:"worst_class"`          // with the largest distance
	Classes       []ClassGap `json:"classes"`
	Status        Status     `json:"status"`
	Why           string     `json:"why,omitempty"`
}

// A ClassGap compares one rate of one class, or of all classes together, between a group and what it is held against.
type ClassGap struct {
	Metric        string    `json:"metric"`
	Class         string    `json:"class"`           // empty: over all classes
	Macro         bool      `json:"macro,omitempty"` // mean over the classes
	Rate          *Real     `json:"rate"`
	ReferenceRate *Real     `json:"reference_rate"`
	Gap           *Real     `json:"gap"`
	Interval      *Interval `json:"interval,omitempty"`
	Test          *Test     `json:"test,omitempty"` // adjusted over all classes, groups and attributes
	Status        Status    `json:"status"`
	Why           string    `json:"why,omitempty"`
}

// A ClassGroup is how one group gets the classes, and how rightly where the plan names the true class.
type ClassGroup struct {
	Group    Group       `json:"group"`
	N        int64       `json:"n"`                  // with a known class
	Unknown  int64       `json:"unknown"`            // without
	Labelled int64       `json:"labelled,omitempty"` // with a known class and a known true class
	Rates    []ClassRate `json:"rates"`
	Macros   []ClassMean `json:"macro,omitempty"`
	Status   Status      `json:"status"`
	Why      string      `json:"why,omitempty"`
}

// A ClassRate is one rate of one class against all others.
type ClassRate struct {
	Metric      string    `json:"metric"`
	Class       string    `json:"class"` // empty: over all classes
	Numerator   int64     `json:"numerator"`
	Denominator int64     `json:"denominator"`
	Value       *Real     `json:"value"`
	Interval    *Interval `json:"interval"`
	Status      Status    `json:"status"`
	Why         string    `json:"why,omitempty"`
}

// A ClassMean is the plain mean of one rate over the classes, with the class that is worst off.
type ClassMean struct {
	Metric      string    `json:"metric"`
	Value       *Real     `json:"value"` // null where a class has none
	Interval    *Interval `json:"interval,omitempty"`
	IntervalWhy string    `json:"interval_why,omitempty"`
	Worst       string    `json:"worst_class"` // lowest, of false positives highest
	WorstRate   *Real     `json:"worst_rate,omitempty"`
	LeftOut     []string  `json:"left_out,omitempty"` // classes without the rate
	Status      Status    `json:"status"`
	Why         string    `json:"why,omitempty"`
}
