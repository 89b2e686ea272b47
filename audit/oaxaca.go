package audit

// An OaxacaPlan asks for the differences of rates to be split by regressions on the strata and on numbers.
type OaxacaPlan struct {
	Numbers []string `json:"numbers"` // columns that enter as numbers
}

// OaxacaSplits are the differences of every group from its reference in the first rate that a rule judges, split by linear probability
// models on columns, of which some are numbers (Oaxaca 1973; Blinder 1973; methods 5.4). They count people, not weights. "Unexplained" is
// not discrimination and "explained" is not justification.
type OaxacaSplits struct {
	Metric     string        `json:"metric"`
	Numbers    []string      `json:"numbers"`
	Categories []string      `json:"categories"`      // stratum columns
	Error      Real          `json:"error,omitempty"` // most by which a number differs from the one that stands for it, as a share of its size
	Splits     []OaxacaSplit `json:"splits"`
}

// An OaxacaSplit is one group against its reference: group minus reference.
type OaxacaSplit struct {
	Group       Group    `json:"group"`
	Reference   Group    `json:"reference"`
	N           int64    `json:"n"` // people of whom every column is known
	ReferenceN  int64    `json:"reference_n"`
	LeftOut     int64    `json:"left_out"` // of both, because a column is not known
	Gap         Effect   `json:"gap"`
	Explained   Effect   `json:"explained_pooled"` // two-fold, with pooled coefficients and a group dummy
	Unexplained Effect   `json:"unexplained_pooled"`
	Endowment   Effect   `json:"endowment"` // three-fold, with the reference as base
	Coefficient Effect   `json:"coefficient"`
	Interaction Effect   `json:"interaction"`
	Columns     int      `json:"columns"` // of the regressions, the constant included
	Dropped     []string `json:"dropped,omitempty"`
	Status      Status   `json:"status"`
	Why         string   `json:"why,omitempty"`
}
