package audit

// A ScoresPlan says how the scores are examined.
type ScoresPlan struct {
	Off  bool      `json:"off,omitempty"`
	Bins int       `json:"bins"`           // of calibration, of nearly equal size; scores of fewer distinct values are their own bins
	Cuts []float64 `json:"cuts,omitempty"` // at most 20, rising: cuts that are declared beforehand; empty means cuts that part everybody evenly
}
