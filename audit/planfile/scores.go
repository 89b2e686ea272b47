package planfile

import "auditd/audit"

// Limits of the examination of scores (methods 6.5 and 6.8).
const (
	DefaultScoreBins = 10
	maxCuts          = 20
)

// scores reads how the scores are examined; nil when the plan does not say.
func (r *reader) scores(o option, c *audit.Columns) *audit.ScoresPlan {
	if !o.asked {
		return nil
	}
	p := &audit.ScoresPlan{Off: o.off, Bins: int(o.integer("bins", DefaultScoreBins, 2, 100))}
	for _, n := range r.items(o.at("cuts"), "analyses.scores.cuts") {
		if v, ok := r.number(n, "analyses.scores.cuts"); ok {
			p.Cuts = append(p.Cuts, v)
		}
	}
	for i := 1; i < len(p.Cuts); i++ {
		if p.Cuts[i] <= p.Cuts[i-1] {
			r.fail(o.node, "write them from small to large", "analyses.scores.cuts do not rise")
			break
		}
	}
	if len(p.Cuts) > maxCuts {
		r.fail(o.node, "declare the cuts that matter; all others are shown without intervals that hold together", "analyses.scores.cuts has %d cuts, the limit is %d", len(p.Cuts), maxCuts)
	}
	if c.Score == nil && !p.Off {
		r.fail(o.node, "name the column in columns.score", "analyses.scores needs a score")
	}
	o.done()
	return p
}
