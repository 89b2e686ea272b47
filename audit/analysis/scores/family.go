package scores

import (
	"slices"

	"auditd/audit"
	"auditd/audit/metric"
)

// A named is a test with what it is about.
type named struct {
	attribute, measure string
	test               *audit.Test
}

// noteAll remembers the tests of some measures for their families.
func (j *job) noteAll(attribute string, list []audit.ScoreMeasure) {
	for k := range list {
		if list[k].Test != nil {
			j.tests = append(j.tests, named{attribute, list[k].Name, list[k].Test})
		}
	}
}

// adjust adjusts the p-values within the families that the plan declares. Tests of one measure of one attribute are always in one
// family; how far it reaches beyond them is for the plan to say.
func (j *job) adjust() {
	// With the rule of calibration, findings come of one measure: all attributes then keep one promise.
	found := j.in.Sharing > 0 && slices.ContainsFunc(j.in.Plan.Rules, func(c audit.RuleChoice) bool { return c.Name == "calibration" })
	families, order := map[string][]*audit.Test{}, []string{}
	for _, t := range j.tests {
		name := "scores"
		switch j.in.Plan.Multiplicity.Family {
		case audit.FamilyAttribute:
			name += "/" + t.attribute
		case audit.FamilyMetric:
			name += "/" + t.measure
		case audit.FamilyAudit:
		case audit.FamilyDepth:
			name += "/" + t.measure
			if !found || t.measure != audit.ScoreCalibrationDifference {
				name += "/" + t.attribute
			}
		default:
			name += "/" + t.measure + "/" + t.attribute
		}
		if families[name] == nil {
			order = append(order, name)
		}
		families[name] = append(families[name], t.test)
	}
	for _, name := range order {
		if found && (name == "scores" || name == "scores/"+audit.ScoreCalibrationDifference) {
			j.in.FindingFamily(name, families[name])
			continue
		}
		j.in.Family(name, families[name])
	}
}

// judge sets the verdicts of the comparisons by their adjusted p-values.
func (j *job) judge() {
	for i := range j.out.Attributes {
		for k := range j.out.Attributes[i].Pairs {
			if c := j.out.Attributes[i].Pairs[k].Calibration; c != nil {
				metric.Judge(c, j.in.Terms)
			}
		}
	}
}
