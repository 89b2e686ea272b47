package audit

// Items says of every item whether it is harder, or easier, for a group than for people of the reference group with the same total:
// differential item functioning (methods 12.5). The total is the number of items that are favourable, the studied one included.
type Items struct {
	Items       []string         `json:"items"`       // in the order of the plan
	People      int64            `json:"people"`      // whose items are all known, and who so have a total
	Unknown     int64            `json:"unknown"`     // people with an item missing: left out
	Comparisons []ItemComparison `json:"comparisons"` // largest size of delta first, undefined ones last
	Tests       int              `json:"tests"`       // with a p-value; one family
}

// An ItemComparison compares a group with the reference group by one item, among people with the same total.
type ItemComparison struct {
	Item          string    `json:"item"`
	Group         Group     `json:"group"`
	Reference     Group     `json:"reference"`
	N             int64     `json:"n"` // people of the group with a total
	ReferenceN    int64     `json:"reference_n"`
	Unknown       int64     `json:"unknown"`        // people of the group without a total
	Rate          *Real     `json:"rate"`           // share of the group that is favourable in the item, whatever the total
	ReferenceRate *Real     `json:"reference_rate"` // likewise
	Totals        int       `json:"totals"`         // totals that carry information: both groups and both answers occur
	Skipped       int       `json:"skipped"`        // totals that occur and do not
	SkippedN      Real      `json:"skipped_n"`      // people in those; their effective number where there are weights
	OddsRatio     Effect    `json:"odds_ratio"`     // odds of the reference group over those of the group, within totals
	Difference    Effect    `json:"difference"`     // share of the group less that of the reference group, within totals
	Delta         *Real     `json:"delta"`          // −2.35·ln of the odds ratio: below 0 the item is harder for the group
	DeltaInterval *Interval `json:"delta_interval"`
	BeyondP       P         `json:"p_beyond_one"`    // one-sided, not adjusted: whether the size of delta is above 1; for the class
	Class         string    `json:"class,omitempty"` // A, B, C (Zieky 1993); empty where delta is undefined or a group too small
	Test          *Test     `json:"test"`            // Cochran–Mantel–Haenszel; defined even where the odds ratio is 0 or infinite
	Status        Status    `json:"status"`
	Why           string    `json:"why,omitempty"`
}
