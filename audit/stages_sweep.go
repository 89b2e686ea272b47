package audit

// A StageSweep says what every other cut of one filter would do: who would pass it, and who would be left after the whole process were
// all other filters as they are (methods 2.2). It describes and is not tested; every interval holds by itself.
type StageSweep struct {
	Stage    string           `json:"stage"`
	Column   string           `json:"column"`   // of the number
	Passes   string           `json:"passes"`   // at_least, above, at_most, below the cut
	Cut      Real             `json:"cut"`      // the one in use
	Distinct int              `json:"distinct"` // numbers that are told apart, over all groups
	Bits     int              `json:"bits,omitempty"`
	Error    Real             `json:"error,omitempty"`   // most by which a number differs from the one that stands for it, as a share of its size
	Agree    int64            `json:"agree,omitempty"`   // results that the cut in use explains, where the plan names results besides
	Of       int64            `json:"results,omitempty"` // results of people whose number is known, likewise
	Whole    bool             `json:"whole"`             // the whole process is told too: all filters were evaluated on everybody
	Pairs    []StageSweepPair `json:"pairs"`             // every other group against the reference, attribute by attribute
}

// A StageSweepPair is one group against its reference at every cut.
type StageSweepPair struct {
	Group            Group           `json:"group"`
	Reference        Group           `json:"reference"`
	N                int64           `json:"n"` // people whose number is known
	ReferenceN       int64           `json:"reference_n"`
	Unknown          int64           `json:"unknown"` // people whose number is not known: in no rate of this filter, and not among those left
	ReferenceUnknown int64           `json:"reference_unknown"`
	Cuts             []StageSweepCut `json:"cuts"`                // rising; the one in use, the first four crossings, and at most 100 others
	Crossings        []Real          `json:"crossings,omitempty"` // cuts from which on the ratio lies on the other side of 0.8, rising; at most the 100 lowest
	WholeCrossings   []Real          `json:"whole_crossings,omitempty"`
}

// A StageSweepCut is what the filter would do with one cut.
type StageSweepCut struct {
	At             Real      `json:"at"`
	Operating      bool      `json:"operating,omitempty"` // the cut in use
	Group          *Real     `json:"group"`               // share of those whose number is known who would pass; null when that is nobody
	Reference      *Real     `json:"reference"`
	Ratio          *Real     `json:"ratio"`
	Interval       *Interval `json:"interval"`  // of the ratio, at this cut alone
	Shortfall      *Real     `json:"shortfall"` // people of the group who would pass at the reference's rate and would not; negative for more
	WholeRatio     *Real     `json:"whole_ratio,omitempty"`
	WholeShortfall *Real     `json:"whole_shortfall,omitempty"` // likewise of those left after the whole process
	Why            string    `json:"why,omitempty"`             // why there is no ratio
}
