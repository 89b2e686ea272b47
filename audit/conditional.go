package audit

// The patterns of a [Conditional]: what holding columns fixed does to a difference (methods 5.2).
const (
	PatternReversal = "reversal" // before and after, the difference excludes 0, on opposite sides: Simpson's paradox proper
	PatternVanishes = "vanishes" // a difference that the columns account for
	PatternMasked   = "masked"   // a difference that is seen only with the columns held fixed
	PatternStable   = "stable"   // neither
)

// A Conditional compares one group's rate with the reference group's among people who share the values of columns that are held
// fixed. Differences are group minus reference, ratios group over reference. It says nothing on whether holding the columns
// fixed is right: a column that carries the disparity itself makes it vanish.
type Conditional struct {
	Metric     string   `json:"metric"`
	Group      Group    `json:"group"`
	Reference  Group    `json:"reference"`
	Held       []string `json:"held_fixed"`  // names of the stratum columns, crossed where there are several
	N          int64    `json:"n"`           // people in the denominator of the group's rate whose strata are known
	ReferenceN int64    `json:"reference_n"` // likewise of the reference
	Unknown    int64    `json:"unknown"`     // people of either group left out because the value of a held column is not known
	Strata     int      `json:"strata"`      // with people of both groups
	Skipped    int      `json:"strata_skipped"`
	SkippedN   Real     `json:"people_skipped"`   // people in the skipped strata; effective numbers with weights
	Crude      Effect   `json:"crude_difference"` // of all these people together
	Difference Effect   `json:"difference"`       // adjusted: Mantel–Haenszel
	Ratio      Effect   `json:"ratio"`
	OddsRatio  Effect   `json:"odds_ratio"`
	Test       *Test    `json:"test"` // Cochran–Mantel–Haenszel; null when no stratum has both groups and both results
	TestWhy    string   `json:"test_why,omitempty"`
	Homogeneity
	Pattern     string        `json:"pattern,omitempty"` // empty where nothing can be judged
	Demographic *Demographic  `json:"demographic_disparity,omitempty"`
	Kitagawa    *Kitagawa     `json:"kitagawa,omitempty"`
	Oaxaca      *Oaxaca       `json:"oaxaca_blinder,omitempty"`
	ByStratum   []StratumPair `json:"by_stratum,omitempty"` // of the metric that is decomposed
	Status      Status        `json:"status"`
	Why         string        `json:"why,omitempty"`
}

// An Effect is one number with its interval; nil where it is undefined, with the reason.
type Effect struct {
	Value    *Real     `json:"value"`
	Interval *Interval `json:"interval"`
	Why      string    `json:"why,omitempty"`
}

// Homogeneity says whether one odds ratio describes all strata.
type Homogeneity struct {
	BreslowDay  *Test `json:"breslow_day,omitempty"`
	Tarone      *Test `json:"breslow_day_tarone,omitempty"` // the one to report
	Woolf       *Test `json:"woolf,omitempty"`
	Trusted     bool  `json:"homogeneity_trusted"` // expected counts reach 5 in at least 80 % of the strata
	Interaction bool  `json:"interaction"`         // the strata differ: no pooled number describes them
}

// Demographic is the group's share of the rejected minus its share of the accepted, −1 … 1: above 0 it is over-represented among
// the rejected (Wachter, Mittelstadt and Russell 2021).
type Demographic struct {
	Overall     Real   `json:"overall"`
	Conditional Effect `json:"conditional"`    // average over strata
	Dropped     Real   `json:"people_dropped"` // in strata where nobody was accepted or nobody rejected
}

// Kitagawa splits the difference of two rates, group minus reference, among people in strata that both groups enter.
type Kitagawa struct {
	Gap         Real   `json:"gap"`
	Composition Effect `json:"composition"` // from being spread differently over the strata
	Rate        Effect `json:"rate"`        // from different rates within them
	Endowment   Real   `json:"endowment"`   // three-fold, with the reference as base
	Coefficient Real   `json:"coefficient"`
	Interaction Real   `json:"interaction"`
	// The rates that both would have if each were spread over the strata as both together are.
	StandardisedRate          Real `json:"standardised_rate"`
	StandardisedReferenceRate Real `json:"standardised_reference_rate"`
	// The shares of each one's people in strata that the other does not enter: set aside, no rate is imputed.
	NoSupport          Real `json:"no_common_support"`
	ReferenceNoSupport Real `json:"reference_no_common_support"`
}

// Oaxaca splits the same difference by linear probability models on the held columns, without their interactions
// (Oaxaca 1973; Blinder 1973). "Unexplained" is not discrimination and "explained" is not justification.
type Oaxaca struct {
	Gap         Real     `json:"gap"`
	Endowment   Real     `json:"endowment"` // three-fold, with the reference as base
	Coefficient Real     `json:"coefficient"`
	Interaction Real     `json:"interaction"`
	Explained   Real     `json:"explained_pooled"` // two-fold, with pooled coefficients and a group dummy
	Unexplained Real     `json:"unexplained_pooled"`
	Columns     int      `json:"columns"`           // of the regressions, the constant included
	Dropped     []string `json:"dropped,omitempty"` // values that add nothing to the others in one of the groups
	LowN        bool     `json:"low_n,omitempty"`   // fewer than ten people a column in one of the groups
}

// A StratumPair is both groups within one stratum, with the stratum's part in Kitagawa's decomposition.
type StratumPair struct {
	Stratum       Stratum `json:"stratum"`
	Of            int64   `json:"numerator"`
	Out           int64   `json:"denominator"`
	ReferenceOf   int64   `json:"reference_numerator"`
	ReferenceOut  int64   `json:"reference_denominator"`
	Rate          *Real   `json:"rate"` // null when nobody of the group is here
	ReferenceRate *Real   `json:"reference_rate"`
	Composition   *Real   `json:"composition"` // null without both groups
	Within        *Real   `json:"within"`      // likewise: part of the difference from different rates here
	Why           string  `json:"why,omitempty"`
}
