package audit

// Analyses are the options of the further analyses. A nil one is not asked for; an analysis that its columns alone switch on says so.
type Analyses struct {
	Subgroups   *SubgroupsPlan   `json:"subgroups,omitempty"`
	Scan        *ScanPlan        `json:"scan,omitempty"`
	Proxies     *ProxiesPlan     `json:"proxies,omitempty"` // nil: done where columns.features names any
	Inequality  *InequalityPlan  `json:"inequality,omitempty"`
	Oaxaca      *OaxacaPlan      `json:"oaxaca,omitempty"`
	Missingness *MissingnessPlan `json:"missingness,omitempty"` // nil: done where columns.features names any
	Scores      *ScoresPlan      `json:"scores,omitempty"`      // nil: done where columns.score is named
	Consistency *ConsistencyPlan `json:"consistency,omitempty"`
	SubsetScan  *SubsetScanPlan  `json:"subset_scan,omitempty"`

	SmallGroups bool `json:"small_groups,omitempty"` // shrinkage, resampled spreads and exact tests; needs data without weights
}

// The ways to keep false discoveries among subgroups rare.
const (
	ControlSplit       = "split"       // search one half of the people, test on the other
	ControlPermutation = "permutation" // search everybody, hold the largest statistic against dealt-out outcomes
)

// A SubgroupsPlan asks for a search of all subgroups that attributes and features describe together.
type SubgroupsPlan struct {
	Depth        int      `json:"depth"`              // most conditions of one subgroup, 1 to 6
	Support      float64  `json:"support"`            // least share of all people in a subgroup
	Features     []string `json:"features,omitempty"` // names of features to search by, besides the attributes; empty means all
	Metrics      []string `json:"metrics,omitempty"`  // empty means selection rate, error rates and accuracy, as the columns allow
	Control      string   `json:"control"`            // split, permutation
	Confirm      int      `json:"confirm"`            // split: most subgroups of one metric that are tested on the second half
	Permutations int      `json:"permutations"`       // permutation: how often the outcomes are dealt out
	Epsilon      float64  `json:"epsilon"`            // a condition that moves the rate by less is redundant
}

// A ScanPlan asks for groups that were not named beforehand: clusters by features, found in one half and tested on the other.
type ScanPlan struct {
	Features []string `json:"features,omitempty"` // empty means all
	Clusters int      `json:"clusters"`           // most clusters
	Metric   string   `json:"metric,omitempty"`   // empty means error rate with a label, else selection rate
}

// A ProxiesPlan asks which features tell the protected attributes.
type ProxiesPlan struct {
	Off   bool `json:"off,omitempty"`
	Folds int  `json:"folds"` // of the cross-fitted classifier
}

// A MissingnessPlan asks whether values and labels are missing more often for some groups, and what that leaves open.
type MissingnessPlan struct {
	Off         bool         `json:"off,omitempty"`
	LabelErrors []LabelError `json:"label_errors,omitempty"` // how well labels of single groups are known to fit the truth
}

// A LabelError is how well the labels of one group were found to fit the truth, in a validation of people whose truth is known.
type LabelError struct {
	Attribute   string  `json:"attribute"`
	Value       string  `json:"value"`
	Sensitivity float64 `json:"sensitivity"`         // share of the truly positive who are labelled positive
	Specificity float64 `json:"specificity"`         // share of the truly negative who are labelled negative; both together above 1
	Positives   int64   `json:"positives,omitempty"` // truly positive people of the validation; 0 takes the sensitivity as exact
	Negatives   int64   `json:"negatives,omitempty"` // likewise
}

// An InequalityPlan asks how unequally benefits are spread.
type InequalityPlan struct {
	RankBy string `json:"rank_by,omitempty"` // column of a number, such as the income, along which favourable decisions may gather; empty means none
}

// A ConsistencyPlan asks whether people who are alike are decided alike.
type ConsistencyPlan struct {
	K        int      `json:"k"`                  // neighbours of each person
	Features []string `json:"features,omitempty"` // by which people are alike; empty means all
}

// The directions of a subset scan.
const (
	DirectionBoth   = "both"
	DirectionHigher = "higher" // more favourable decisions than expected
	DirectionLower  = "lower"  // fewer
)

// A SubsetScanPlan asks for the subset of people whose favourable decisions depart farthest from what is expected.
type SubsetScanPlan struct {
	Direction string  `json:"direction"` // both, higher, lower
	Penalty   float64 `json:"penalty"`   // taken from the score for every value named on a dimension that restricts
	Restarts  int     `json:"restarts"`  // starts of each search
	Draws     int     `json:"draws"`     // how often the decisions are dealt out again for the p-value
}

// Feature returns the feature of that name, nil when the plan has none.
func (c *Columns) Feature(name string) *Attribute {
	for i := range c.Features {
		if c.Features[i].Name == name {
			return &c.Features[i]
		}
	}
	return nil
}
