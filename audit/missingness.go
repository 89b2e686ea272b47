package audit

// Missingness says whether values and labels are missing more often for some groups, and what that leaves open (methods 12).
type Missingness struct {
	Gaps      []MissingGap     `json:"gaps"`                // largest difference first
	Decisions []MissingCourse  `json:"decisions"`           // whether those whose value is missing are decided otherwise
	Bounds    []LabelBounds    `json:"bounds"`              // what missing labels leave open; empty when no label is missing
	Selective *SelectiveLabels `json:"selective,omitempty"` // labels are known for one decision only
	Tipping   []LabelTipping   `json:"tipping"`             // how wrong labels would have to be to explain a gap
	Agreement []Agreement      `json:"agreement,omitempty"` // of annotators, by group
	Tests     int              `json:"tests"`
	Corrected []CorrectedRate  `json:"corrected,omitempty"` // shares of positive labels without the errors that the plan names
}

// A MissingGap compares how often the value of one column is missing in a group and in the reference group.
type MissingGap struct {
	Column     string     `json:"column"` // name of an attribute or feature; "decision", "label"
	Missing    int64      `json:"missing"`
	N          int64      `json:"n"`
	Comparison Comparison `json:"comparison"` // difference of the shares missing
}

// A MissingCourse compares decisions on people whose value is missing with those on all others.
type MissingCourse struct {
	Column     string     `json:"column"`
	Comparison Comparison `json:"comparison"` // difference of the rate of the favourable decision
}

// A LabelBounds is the range in which a rate of a group must lie whatever the missing labels are, and what follows for the difference
// from the reference group.
type LabelBounds struct {
	Metric             string    `json:"metric"`
	Group              Group     `json:"group"`
	Unlabelled         int64     `json:"unlabelled"` // people without a label; of rates that rest on the decision too, those among them with one
	Observed           *Real     `json:"observed"`   // rate of those with a label
	Lower              *Real     `json:"lower"`
	Upper              *Real     `json:"upper"`
	Interval           *Interval `json:"interval"` // bounds and chance together: Wilson's lower end of the lower bound, upper end of the upper
	ObservedWhy        string    `json:"observed_why,omitempty"`
	Reference          Group     `json:"reference"`                     // {} for the reference group itself, which has no differences and ratios
	DifferenceObserved *Real     `json:"difference_observed,omitempty"` // left out where nobody of either group has a label
	DifferenceLower    *Real     `json:"difference_lower,omitempty"`
	DifferenceUpper    *Real     `json:"difference_upper,omitempty"`
	DifferenceWhy      string    `json:"difference_why,omitempty"` // why there are no bounds of a difference
	RatioLower         *Real     `json:"ratio_lower,omitempty"`
	RatioUpper         *Real     `json:"ratio_upper,omitempty"`
	RatioWhy           string    `json:"ratio_upper_why,omitempty"` // why there is no upper bound, or no ratio
	DirectionRobust    bool      `json:"direction_robust"`          // no missing labels can turn the difference round
	RuleRobust         bool      `json:"rule_robust"`               // none can move the ratio across the lower limit of its band
	Status             Status    `json:"status"`
	Why                string    `json:"why,omitempty"`
}

// SelectiveLabels says that labels are known for one decision only, as whether a loan is repaid is known of those who got one: error
// rates given the label are then not identified (Lakkaraju et al. 2017).
type SelectiveLabels struct {
	Observed      string `json:"observed"` // selected, not_selected: the decision whose people have labels
	Labelled      int64  `json:"labelled"`
	Of            int64  `json:"of"`
	OtherLabelled int64  `json:"other_labelled"`
	OtherOf       int64  `json:"other_of"`
}

// A LabelTipping says how wrong labels would have to be for the difference of two groups' positive labels to be an error of the labels
// alone: the share of the lower group's true positives that are found, when all of the other's are.
type LabelTipping struct {
	Group         Group  `json:"group"`
	Reference     Group  `json:"reference"`
	Lower         Group  `json:"lower"` // the one whose labels would have to be wrong
	Rate          Real   `json:"rate"`
	ReferenceRate Real   `json:"reference_rate"`
	Sensitivity   *Real  `json:"sensitivity"`
	Status        Status `json:"status"`
	Why           string `json:"why,omitempty"`
}

// An Agreement is how far annotators agree on the people of one group.
type Agreement struct {
	Group    Group     `json:"group"`
	N        int64     `json:"n"`                  // people whom two or more annotators labelled
	Observed *Real     `json:"observed,omitempty"` // share of people on whom two annotators agree; like all up to PABAK, of two annotators only
	Kappa    *Real     `json:"kappa,omitempty"`    // Cohen's
	Interval *Interval `json:"interval,omitempty"`
	PABAK    *Real     `json:"pabak,omitempty"`
	Alpha    *Real     `json:"krippendorff_alpha"`
	Test     *Test     `json:"test,omitempty"` // of the same kappa as the reference group's, where both are known
	Status   Status    `json:"status"`
	Why      string    `json:"why,omitempty"`
}

// A CorrectedRate is the share of positives of one group as it would be with labels without error (methods 12.3).
type CorrectedRate struct {
	Group    Group     `json:"group"`
	N        int64     `json:"n"`        // people with a label
	Observed *Real     `json:"observed"` // share of positive labels
	Value    *Real     `json:"value"`
	Interval *Interval `json:"interval"`
	Clipped  bool      `json:"clipped,omitempty"` // the errors and the counts do not fit together: the result was outside 0 … 1
	Status   Status    `json:"status"`
	Why      string    `json:"why,omitempty"`
}
