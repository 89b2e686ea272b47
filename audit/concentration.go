package audit

// Concentration says where favourable decisions gather when people are ranked by a number, such as their income (methods 8).
type Concentration struct {
	Column   string               `json:"column"`
	Rounding Real                 `json:"rounding"` // by what share of its size a number may have been rounded before people were ranked; 0 means exact
	People   int64                `json:"people"`   // with a decision and a number
	Unknown  int64                `json:"unknown"`  // without one or both: left out
	Groups   []GroupConcentration `json:"groups"`   // everybody, then the known groups of every attribute, each ranked among itself
}

// A GroupConcentration is how favourable decisions are spread over the people of a group, from the lowest number to the highest; equal
// numbers share the middle rank. Below 0 they gather at the low end, above 0 at the high end.
type GroupConcentration struct {
	Group     Group  `json:"group"` // {} is everybody
	N         int64  `json:"n"`
	Rate      *Real  `json:"rate"`       // share decided favourably
	LowerHalf *Real  `json:"lower_half"` // share of the favourable decisions that went to the half with the lowest numbers
	Index     Effect `json:"index"`      // twice the covariance of decision and rank, over the rate
	Wagstaff  Effect `json:"wagstaff"`   // index over 1 − rate
	Erreygers Effect `json:"erreygers"`  // 4 × rate × index
	Status    Status `json:"status"`
	Why       string `json:"why,omitempty"`
}
