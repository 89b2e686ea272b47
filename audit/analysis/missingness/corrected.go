package missingness

import (
	"auditd/audit"
	"auditd/audit/infer"
	"auditd/audit/infer/labels"
)

// corrected frees the shares of positive labels of the errors that the plan names for single groups (Rogan and Gladen 1978; methods 12.3).
// A group that does not occur is given with the reason.
func (s *study) corrected() {
	if s.in.Plan.Analyses == nil || s.in.Plan.Analyses.Missingness == nil {
		return
	}
	for _, e := range s.in.Plan.Analyses.Missingness.LabelErrors {
		x := audit.CorrectedRate{Group: audit.Group{{Attribute: e.Attribute, Value: e.Value}}, Status: audit.StatusOK}
		observed := infer.Proportion{}
		if set := s.in.Single(e.Attribute); set != nil {
			for _, g := range set.Groups {
				if g.Group[0].Value == e.Value {
					observed = baseRate(g.Counts).observed
				}
			}
		}
		x.N = int64(observed.N)
		c, w := labels.RoganGladen(observed, labels.Validation{
			Sensitivity: e.Sensitivity, Specificity: e.Specificity, Positives: e.Positives, Negatives: e.Negatives,
		}, s.in.Terms.Confidence)
		if w != infer.Defined {
			x.Status, x.Why = audit.StatusEmptyGroup, string(w)
		} else {
			x.Observed, x.Value, x.Interval, x.Clipped = audit.Ptr(observed.Value()), audit.Ptr(c.Value), &c.Interval, c.Clipped
		}
		s.out.Corrected = append(s.out.Corrected, x)
	}
}
