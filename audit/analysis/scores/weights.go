package scores

import (
	"slices"

	"auditd/audit"
)

// CutInUse names the cut in use among what counts people ([audit.Unweighted]).
const CutInUse = "cut_in_use"

// WhyDescribesSystem is of what the weights of people have nothing to do with.
const WhyDescribesSystem = "weights_describe_people_not_the_system"

// unweighted says why a measure counts people, or has no test, in an audit with weights.
var unweighted = map[string]string{
	audit.ScoreABROCA:            audit.WhyDealtOut,
	audit.ScoreHosmerLemeshow:    audit.WhyLawOfCounts,
	audit.ScoreKolmogorovSmirnov: audit.WhyNoWeightedTest,
}

// weights records which numbers are not weighted.
func (j *job) weights() {
	if !j.weighted {
		return
	}
	use := &audit.WeightUse{Column: j.in.Plan.Columns.Weight, Used: audit.WeightsAll, Unweighted: []audit.Unweighted{}}
	j.out.Weights = use
	note := func(list []audit.ScoreMeasure) {
		for k := range list {
			why := unweighted[list[k].Name]
			if why == "" {
				continue
			}
			list[k].Unweighted = why
			if u := (audit.Unweighted{Part: list[k].Name, Why: why}); !slices.Contains(use.Unweighted, u) {
				use.Unweighted = append(use.Unweighted, u)
			}
		}
	}
	for i := range j.out.Attributes {
		for k := range j.out.Attributes[i].Groups {
			note(j.out.Attributes[i].Groups[k].Measures)
		}
		for k := range j.out.Attributes[i].Pairs {
			note(j.out.Attributes[i].Pairs[k].Measures)
		}
	}
	if j.out.Cut != nil {
		use.Unweighted = append(use.Unweighted, audit.Unweighted{Part: CutInUse, Why: WhyDescribesSystem})
	}
	if len(use.Unweighted) > 0 {
		use.Used = audit.WeightsPart
	}
}
