package conditional

import (
	"auditd/audit"
	"auditd/audit/analysis"
	"auditd/audit/infer"
	"auditd/audit/infer/strata"
)

// mostColumns bounds the regressions: their cost grows with the third power.
const mostColumns = 100

// oaxaca splits the difference by regressions on the held columns. With one column they would say what Kitagawa's decomposition
// says, so that two are asked for; with weights the sums of the cells do not give the regression's.
func (j *job) oaxaca(in *analysis.Input) *audit.Oaxaca {
	if len(j.held.dims) < 2 || in.Terms.Weighted {
		return nil
	}
	names, position := j.columns(in)
	if len(names) > mostColumns {
		return nil
	}
	own, reference := j.held.counts(in, j.set, j.group)
	o, why := strata.OaxacaBlinder(j.moments(in, own, len(names), position), j.moments(in, reference, len(names), position))
	if why != infer.Defined {
		return nil
	}
	out := &audit.Oaxaca{
		Gap: audit.Real(o.Gap), Endowment: audit.Real(o.Endowment), Coefficient: audit.Real(o.Coefficient), Interaction: audit.Real(o.Interaction),
		Explained: audit.Real(o.ExplainedP), Unexplained: audit.Real(o.Gap - o.ExplainedP), Columns: len(o.Kept), LowN: o.LowN,
	}
	for _, d := range o.Dropped {
		out.Dropped = append(out.Dropped, names[d])
	}
	return out
}

// columns returns the columns of the regression: the constant and, for every held column, its values but the first. position gives
// the column of a value, 0 for the first ones, which the constant stands for.
func (j *job) columns(in *analysis.Input) (names []string, position []map[string]int) {
	names = []string{"1"}
	for k, d := range j.held.dims {
		position = append(position, map[string]int{})
		for _, st := range j.held.strata {
			v := st[k].Value
			if _, seen := position[k][v]; seen {
				continue
			}
			if len(position[k]) == 0 {
				position[k][v] = 0
				continue
			}
			position[k][v] = len(names)
			names = append(names, in.Cells.Strata[d].Name+" "+v)
		}
	}
	return names, position
}

// moments adds up the sums of one group's regression from its strata.
func (j *job) moments(in *analysis.Input, counts []audit.Counts, p int, position []map[string]int) strata.Moments {
	m := strata.Moments{XX: make([]float64, p*p), XY: make([]float64, p)}
	for k, st := range j.held.strata {
		r := j.metric.RateOf(counts[k], in.Favourable())
		ones := []int{0} // the columns that are 1 in this stratum
		for i := range st {
			if c := position[i][st[i].Value]; c > 0 {
				ones = append(ones, c)
			}
		}
		for _, a := range ones {
			m.XY[a] += float64(r.Of.N)
			for _, b := range ones {
				m.XX[a*p+b] += float64(r.Out.N)
			}
		}
	}
	return m
}
