package scores

import (
	"strings"

	"auditd/audit"
)

// Limits of crossed attributes. Their tables share one allowance of cells, beside that of the single attributes, and lose bits together
// where that or the number of distinct scores is passed; single attributes keep theirs. Fewer scores are kept exactly than of single
// attributes, since every worker of the count lists them once more.
const (
	mostPairs         = 10
	mostPairCells     = 1 << 16
	mostPairScores    = 1 << 13
	roundedPairScores = 1 << 12
)

// pairField is what the score is called in the tables of crossed attributes, where it may have fewer bits.
func pairField(p *audit.Plan) string { return fieldName(p) + "/pairs" }

func pairName(names []string) string { return "scores/" + strings.Join(names, " × ") }

// crossed returns the pairs of attributes that are looked at: the first ones in the order of the plan.
func crossed(p *audit.Plan) [][]string {
	if p.Intersections < 2 {
		return nil
	}
	var out [][]string
	list := p.Columns.Attributes
	for i := range list {
		for k := i + 1; k < len(list) && len(out) < mostPairs; k++ {
			out = append(out, []string{list[i].Name, list[k].Name})
		}
	}
	return out
}

// allPairs returns how many pairs of attributes there are to look at.
func allPairs(p *audit.Plan) int {
	if p.Intersections < 2 {
		return 0
	}
	n := len(p.Columns.Attributes)
	return n * (n - 1) / 2
}

// pairTable asks for one pair of attributes by score and label; decisions are counted with the single attributes.
func pairTable(p *audit.Plan, names []string, cells int) audit.TablePlan {
	t := audit.TablePlan{Name: pairName(names), MaxCells: cells, Optional: true}
	for _, name := range names {
		t.Axes = append(t.Axes, audit.AxisName{Role: audit.AxisAttribute, Name: name})
	}
	t.Axes = append(t.Axes, audit.AxisName{Role: audit.AxisField, Name: pairField(p)})
	if p.Columns.Label != nil {
		t.Axes = append(t.Axes, audit.AxisName{Role: audit.AxisLabel})
	}
	return t
}
