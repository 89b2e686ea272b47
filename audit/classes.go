package audit

// A ClassComparison compares a group with the reference group by a decision of many classes (methods 7.3).
type ClassComparison struct {
	Group     Group      `json:"group"`
	Reference Group      `json:"reference"`
	N         int64      `json:"n"`
	Distance  *Real      `json:"total_variation"` // share of the group that would have to change class
	Ridit     *Real      `json:"ridit,omitempty"` // chance that a person of the group fares better than one of the reference, ties half; left out without an order
	CramersV  *Real      `json:"cramers_v"`
	Test      *Test      `json:"test"`
	Classes   []ClassGap `json:"classes"`
	Status    Status     `json:"status"`
	Why       string     `json:"why,omitempty"`
}

// A ClassGap is how often two groups get one class.
type ClassGap struct {
	Class         string    `json:"class"`
	Rate          Real      `json:"rate"`
	ReferenceRate Real      `json:"reference_rate"`
	Gap           Real      `json:"gap"`
	Interval      *Interval `json:"interval"`
	Test          *Test     `json:"test"` // adjusted over the classes
}
