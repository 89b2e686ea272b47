package audit

// The names of the measures of one group's scores ([ScoreGroup]).
const (
	ScoreMean                  = "mean_score"
	ScoreAUC                   = "auc"                        // P(positive scores higher than negative) + ½P(equal)
	ScoreLogLoss               = "log_loss"                   // mean −ln of the probability given to what turned out to be true
	ScoreBrier                 = "brier"                      // mean squared distance from the label
	ScoreECE                   = "expected_calibration_error" // mean |observed rate − mean score| over bins; Null is what right scores would give
	ScoreMCE                   = "maximum_calibration_error"  // of bins with at least 30 people
	ScoreDebiased              = "debiased_calibration_error" // squared, with the part that chance adds taken off
	ScoreBias                  = "calibration_bias"           // share of positives minus mean score: above 0, scores are too low
	ScoreMultiaccuracy         = "multiaccuracy"              // |bias| times the group's share of all people with a label: what of everybody's error lies here
	ScoreHosmerLemeshow        = "hosmer_lemeshow"
	ScoreRate                  = "scoring_rate"       // share above the median of everybody
	ScoreRateRatio             = "scoring_rate_ratio" // over the highest rate
	ScoreAUCDifference         = "auc_difference"     // of a [ScorePair] from here on; group minus reference
	ScoreXAUC                  = "xauc"               // positives of the group above negatives of the reference
	ScoreXAUCReverse           = "xauc_reverse"       // positives of the reference above negatives of the group
	ScoreXAUCDifference        = "xauc_difference"
	ScoreABROCA                = "abroca"             // area between the ROC curves; Null is its mean under parity
	ScoreKolmogorovSmirnov     = "kolmogorov_smirnov" // largest distance of the cumulative distributions
	ScoreWasserstein           = "wasserstein"        // area between them, in units of the score
	ScoreWassersteinRange      = "wasserstein_over_range"
	ScoreMeanGap               = "mean_gap"
	ScoreCohenD                = "cohen_d"
	ScoreSuperiority           = "superiority"       // P(group scores higher) + ½P(equal); ½ is parity
	ScoreBalancePositives      = "balance_positives" // difference of mean scores among positives
	ScoreBalanceNegatives      = "balance_negatives"
	ScoreCalibrationDifference = "calibration_difference" // how much likelier to be positive than the reference's people with the same score
)

// Scores say what the scores do to groups: how they rank, how far apart they lie, whether they mean the same, and what each cut
// would do (methods 6). With a weight column every number is weighted that Weights does not name; counts are of people all the same.
type Scores struct {
	Column      string        `json:"column"`
	Higher      string        `json:"higher"`              // favourable, unfavourable: what a higher score means for the person
	People      int64         `json:"people"`              // with a score
	Unscored    int64         `json:"unscored"`            // counted people without one; they are in no number here
	Distinct    int           `json:"distinct"`            // scores that are told apart
	Lowest      *Real         `json:"lowest"`              // null without people
	Highest     *Real         `json:"highest"`             // likewise
	Bits        int           `json:"bits,omitempty"`      // significant bits of the scores that were kept; 0 means exact
	Error       Real          `json:"error,omitempty"`     // most by which a score differs from the one that stands for it, as a share of its size
	Probability bool          `json:"probability"`         // every score lies in 0 … 1: calibration can be measured
	Cut         *ScoreCut     `json:"cut,omitempty"`       // the one in use; nil without a decision or when no cut explains it
	Grid        []Real        `json:"grid,omitempty"`      // cuts, rising, whose simultaneous intervals hold together
	Edges       []Real        `json:"edges,omitempty"`     // between the bins of calibration, rising, for all groups alike
	Ranges      []Real        `json:"ranges,omitempty"`    // edges of the ranges of the distributions, rising
	Median      *Real         `json:"median"`              // of everybody with a score
	TieMass     Real          `json:"median_tie_mass"`     // share of them whose score is the median, and so not above it
	Attributes  []ScoreSet    `json:"attributes"`          // single attributes in the order of the plan, then pairs of them
	Resampled   ScoreResample `json:"resampled,omitempty"` // how permutation tests and bootstrap intervals were made
	Weights     *WeightUse    `json:"weights,omitempty"`
}

// ScoreResample says how tests by permutation and intervals by the bootstrap were made.
type ScoreResample struct {
	Draws         int `json:"draws,omitempty"`
	Bins          int `json:"bins,omitempty"`           // scores were joined to so many bins of nearly equal size for permutation; 0: every score is its own
	Resamples     int `json:"resamples,omitempty"`      // of an interval by the bootstrap
	ResampledBins int `json:"resampled_bins,omitempty"` // most bins that scores were joined to for it
}

// A ScoreCut is the cut that explains the decisions best.
type ScoreCut struct {
	At      Real   `json:"at"`
	Selects string `json:"selects"` // at_least: people with a score of At or more; below: people with less
	Agree   int64  `json:"agree"`   // decisions that the cut explains
	Of      int64  `json:"of"`      // decisions of people with a score
}

// The values of ScoreCut.Selects.
const (
	SelectsAtLeast = "at_least"
	SelectsBelow   = "below"
)

// A ScoreSet is the groups of one attribute, or of two that are crossed.
type ScoreSet struct {
	Attributes []string     `json:"attributes"`
	Reference  Group        `json:"reference"`       // {} when there is none
	Groups     []ScoreGroup `json:"groups"`          // with a known value
	Pairs      []ScorePair  `json:"pairs"`           // every other group against the reference
	Bits       int          `json:"bits,omitempty"`  // of two attributes: significant bits of the scores that were kept for them; 0 means as many as in Scores
	Error      Real         `json:"error,omitempty"` // likewise, as in Scores
}

// A ScoreGroup is one group's scores.
type ScoreGroup struct {
	Group       Group          `json:"group"`
	N           int64          `json:"n"` // people with a score
	Unscored    int64          `json:"unscored"`
	Positives   int64          `json:"positives"` // of those with a score and a label
	Negatives   int64          `json:"negatives"`
	AboveMedian int64          `json:"above_median"`       // of those with a score
	Weighted    *ScoreWeights  `json:"weighted,omitempty"` // only with a weight column
	Measures    []ScoreMeasure `json:"measures"`
	Bins        []ScoreBin     `json:"bins,omitempty"` // of calibration
	Curve       []ScorePoint   `json:"roc,omitempty"`  // from (0, 0) to (1, 1); at most 101 points of the curve
	Shares      []Real         `json:"shares"`         // of the people in every range of Scores.Ranges
}

// ScoreWeights are the people of a group with a score, and those of them above the median, with their sums of weights.
type ScoreWeights struct {
	People      Tally `json:"people"`
	AboveMedian Tally `json:"above_median"`
}

// A ScorePair holds one group's scores against the reference group's.
type ScorePair struct {
	Group       Group          `json:"group"`
	Reference   Group          `json:"reference"`
	Measures    []ScoreMeasure `json:"measures"`
	Calibration *Comparison    `json:"calibration,omitempty"` // the difference within bins as a comparison, for rules; nil without labels
	Cuts        []SweepCut     `json:"cuts,omitempty"`        // rising; at most 101 of the cuts
	Crossings   []Real         `json:"crossings,omitempty"`   // cuts at which the ratio passes 0.8, rising; at most the 100 lowest
}

// A ScoreMeasure is one number with its uncertainty.
type ScoreMeasure struct {
	Name     string    `json:"name"`
	Value    *Real     `json:"value"`           // null when undefined, with Why
	Interval *Interval `json:"interval"`        // null with IntervalWhy
	Null     *Real     `json:"null,omitempty"`  // what chance alone would give on average
	Error    *Real     `json:"error,omitempty"` // most by which joining scores can have moved the value; absent when scores are exact
	Test     *Test     `json:"test,omitempty"`  // of measures that are tested
	N        int64     `json:"n"`               // people behind it
	Status   Status    `json:"status"`
	Why      string    `json:"why,omitempty"`

	Numerator     *Real  `json:"numerator,omitempty"`      // of a mean, a share or a share of pairs: what is divided, in people, scores or weights; absent elsewhere
	Denominator   *Real  `json:"denominator,omitempty"`    // likewise
	BootstrapBias *Real  `json:"bootstrap_bias,omitempty"` // of a distance whose interval comes of resampling: mean of the resamples less the value, about what chance has added to it
	IntervalWhy   string `json:"interval_why,omitempty"`   // why a value has no interval
	Unweighted    string `json:"unweighted,omitempty"`     // with a weight column: why this number counts people, or has no test
}

// A ScoreBin is the people of one group in one bin of scores; people without a label are left out.
type ScoreBin struct {
	N         int64     `json:"n"`
	Positives int64     `json:"positives"`
	Score     *Real     `json:"mean_score"` // null with Why
	Rate      *Real     `json:"rate"`
	Interval  *Interval `json:"interval"`
	Weighted  *Weighted `json:"weighted,omitempty"` // only with a weight column
	Why       string    `json:"why,omitempty"`      // why the bin has no rate
}

// A ScorePoint is a place on a receiver operating characteristic.
type ScorePoint struct {
	FalsePositiveRate Real `json:"false_positive_rate"`
	TruePositiveRate  Real `json:"true_positive_rate"`
}

// A SweepCut is what a cut at one score would do. Favoured are the people on the side of the cut that is good for them: from At
// on when higher scores are favourable, else below At.
type SweepCut struct {
	At           Real      `json:"at"`
	Group        *Real     `json:"group_favoured"` // shares
	Reference    *Real     `json:"reference_favoured"`
	Ratio        *Real     `json:"ratio"`                              // group over reference; null when the reference has none
	Interval     *Interval `json:"interval"`                           // of the ratio at this cut alone
	Simultaneous *Interval `json:"simultaneous,omitempty"`             // cuts of Scores.Grid: holds for all of them and all groups of the attribute together
	GroupTPR     *Real     `json:"group_true_positive_rate,omitempty"` // share of positives with a score of At or more
	ReferenceTPR *Real     `json:"reference_true_positive_rate,omitempty"`
	GroupFPR     *Real     `json:"group_false_positive_rate,omitempty"` // share of negatives with a score of At or more
	ReferenceFPR *Real     `json:"reference_false_positive_rate,omitempty"`
	GroupPPV     *Real     `json:"group_positive_predictive_value,omitempty"`
	ReferencePPV *Real     `json:"reference_positive_predictive_value,omitempty"`
	Operating    bool      `json:"operating,omitempty"` // the cut in use
	Why          string    `json:"why,omitempty"`       // why there is no ratio

	GroupCounts     *SweepCounts `json:"group_counts,omitempty"` // what the group's shares are made of, and how sure they are
	ReferenceCounts *SweepCounts `json:"reference_counts,omitempty"`
}

// SweepCounts are the numerators and denominators of one group's shares at a cut, in people, with the intervals of the shares: Wilson's at
// the confidence of the plan, for weighted shares with the effective number of people.
type SweepCounts struct {
	N              int64 `json:"n"`
	Favoured       int64 `json:"favoured"`
	Positives      int64 `json:"positives,omitempty"`
	TruePositives  int64 `json:"true_positives,omitempty"` // with a score of the cut or more
	Negatives      int64 `json:"negatives,omitempty"`
	FalsePositives int64 `json:"false_positives,omitempty"` // likewise

	FavouredEnds *Ends  `json:"favoured_interval"`
	TPR          *Ends  `json:"true_positive_rate_interval,omitempty"`
	FPR          *Ends  `json:"false_positive_rate_interval,omitempty"`
	PPV          *Ends  `json:"positive_predictive_value_interval,omitempty"`
	TPRWhy       string `json:"true_positive_rate_why,omitempty"` // why there is none
	FPRWhy       string `json:"false_positive_rate_why,omitempty"`
	PPVWhy       string `json:"positive_predictive_value_why,omitempty"`
}

// Ends are those of an interval whose level and method are known from where it stands.
type Ends struct {
	Lower Real `json:"lower"`
	Upper Real `json:"upper"`
}

// Measure returns the measure of a name, nil when there is none.
func (g *ScoreGroup) Measure(name string) *ScoreMeasure { return measureOf(g.Measures, name) }

// Measure returns the measure of a name, nil when there is none.
func (p *ScorePair) Measure(name string) *ScoreMeasure { return measureOf(p.Measures, name) }

func measureOf(list []ScoreMeasure, name string) *ScoreMeasure {
	for i := range list {
		if list[i].Name == name {
			return &list[i]
		}
	}
	return nil
}
