package metric

import (
	"math"

	"auditd/audit"
	"auditd/audit/infer"
)

// An informationCell says which stratum and which outcome a label and a decision stand for; ok is false when the person has no part.
type informationCell func(l audit.Label, d audit.Decision) (stratum, outcome int, ok bool)

// information returns what an outcome tells of the group among people of one stratum, as a share of what there is to tell: the
// conditional mutual information over the conditional entropy of the group, 0 when it tells nothing and 1 when it tells all.
// Counts carry a G test that it tells nothing; with weights there is none, because the statistic needs people.
func information(name string, groups []GroupCounts, minSize int64, cell informationCell) audit.Aggregate {
	a := newAggregate(name, KindInformation, groups)
	in, out := eligible(groups, minSize)
	a.GroupsLeft = append(a.GroupsLeft, out...)
	weighted := anyWeighted(groups)
	var table [2][][2]float64 // by stratum, group and outcome
	for _, i := range in {
		row, people := informationRow(groups[i].Counts, weighted, cell)
		if people == 0 {
			a.GroupsLeft = append(a.GroupsLeft, audit.GroupLeftOut{Group: groups[i].Group, Why: WhyNoComplete})
			continue
		}
		a.GroupsUsed++
		for s := range table {
			table[s] = append(table[s], row[s])
		}
	}
	if a.GroupsUsed < 2 {
		return undefinedAs(a, audit.StatusOneGroup, WhyOneGroup)
	}
	told, toTell, total, df := 0.0, 0.0, 0.0, 0
	for _, t := range table {
		i, h, n, d := informationOf(t)
		told, toTell, total, df = told+i, toTell+h, total+n, df+d
	}
	if !(toTell > 0) {
		return undefinedAs(a, audit.StatusOneGroup, WhyOneGroup)
	}
	a.Value = audit.Ptr(told / toTell)
	if !weighted && df > 0 {
		t := infer.NewTest("g", 2*told, df, infer.ChiSquaredSurvival(2*told, df))
		t.Apart = audit.NotAdjusted
		a.Test = &t
	}
	return a
}

// informationRow counts one group by stratum and outcome.
func informationRow(c audit.Counts, weighted bool, cell informationCell) (row [2][2]float64, people float64) {
	for _, l := range anyLabel {
		for _, d := range anyDecision {
			s, o, ok := cell(l, d)
			if !ok {
				continue
			}
			t := c.Sum([]audit.Label{l}, []audit.Decision{d})
			n := float64(t.N)
			if weighted {
				n = t.W
			}
			row[s][o] += n
			people += n
		}
	}
	return row, people
}

// informationOf returns, of a table of groups by outcome, n times the mutual information and n times the entropy of the groups, in
// nats, the people, and the degrees of freedom of independence.
func informationOf(rows [][2]float64) (told, toTell, total float64, df int) {
	var columns [2]float64
	present := 0
	for _, r := range rows {
		columns[0], columns[1] = columns[0]+r[0], columns[1]+r[1]
		if r[0]+r[1] > 0 {
			present++
		}
	}
	total = columns[0] + columns[1]
	for _, r := range rows {
		n := r[0] + r[1]
		if n == 0 {
			continue
		}
		toTell -= float64(n * math.Log(n/total))
		for o, x := range r {
			if x > 0 {
				told += float64(x * math.Log(x*total/(n*columns[o])))
			}
		}
	}
	if present > 1 && columns[0] > 0 && columns[1] > 0 {
		df = present - 1
	}
	return max(0, told), toTell, total, df // rounding can leave independence a little below 0
}
