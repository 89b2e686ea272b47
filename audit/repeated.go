package audit

// Repeated gathers what audits of one system say together, in a way that stays valid however often one looks (Turner, Ly and
// Grünwald 2024). It counts people, not weights.
type Repeated struct {
	Audits   int        `json:"audits"`   // this one included
	Inputs   []string   `json:"inputs"`   // SHA-256 of every file of all audits, sorted: no file may count twice
	Evidence []Evidence `json:"evidence"` // of every judged metric and single group against its reference
}

// Evidence is the e-process of one comparison.
type Evidence struct {
	Metric    string          `json:"metric"`
	Group     Group           `json:"group"`
	Reference Group           `json:"reference"`
	Blocks    []EvidenceBlock `json:"blocks"`  // of every audit, in order
	Own       *Real           `json:"own"`     // e-value of this audit; 1 for the first, which can say nothing
	LogE      Real            `json:"log_e"`   // logarithm of the evidence so far
	E         *Real           `json:"e"`       // null where it is too large to write
	P         P               `json:"p"`       // 1/E at most: valid at any time
	Shown     bool            `json:"shown"`   // survives the adjustment for all comparisons of the audit (e-BH)
	Reached   bool            `json:"reached"` // E alone reaches 1/(1 − confidence)
	Why       string          `json:"why,omitempty"`
}

// An EvidenceBlock is the people of one audit.
type EvidenceBlock struct {
	Of           int64 `json:"numerator"`
	Out          int64 `json:"denominator"`
	ReferenceOf  int64 `json:"reference_numerator"`
	ReferenceOut int64 `json:"reference_denominator"`
}
