package metric

import (
	"math"

	"auditd/audit"
)

// profileAequitas repeats Aequitas' group metrics, disparities and parity verdicts. 1 is selected and positive, whatever that
// means for the person. Disparities are given against the largest group ("major_group."), against the group with the lowest
// value of each metric ("min_metric.") and against the plan's reference ("predefined."); ties go to the group that stands first.
// x/0 is printed as 10. People with an unknown value are in no group but in total_entities and k.
var profileAequitas = Profile{
	Name:    "aequitas",
	Version: "1.0.0 @4dc71c69",
	Source:  "github.com/dssg/aequitas, src/aequitas/group.py, bias.py, fairness.py",
	Values:  aequitasValues,
}

const (
	aequitasTau      = 0.8  // a disparity in [0.8, 1.25] is fair
	aequitasInfinity = 10.0 // fill_divbyzero
)

// aequitasDisparities are the metrics that Aequitas takes disparities of, with the name of the parity each decides.
var aequitasDisparities = []struct {
	metric, parity string
	needsLabel     bool
}{
	{"ppr", "Statistical Parity", false},
	{"pprev", "Impact Parity", false},
	{"precision", "Precision Parity", true},
	{"fdr", "FDR Parity", true},
	{"for", "FOR Parity", true},
	{"fpr", "FPR Parity", true},
	{"fnr", "FNR Parity", true},
	{"tpr", "TPR Parity", true},
	{"tnr", "TNR Parity", true},
	{"npv", "NPV Parity", true},
}

// aequitasPairs are the verdicts that rest on two others, in the order in which Aequitas derives them.
var aequitasPairs = []struct {
	name, first, second string
	needsLabel          bool
}{
	{"TypeI Parity", "FDR Parity", "FPR Parity", true},
	{"TypeII Parity", "FOR Parity", "FNR Parity", true},
	{"Equalized Odds", "FPR Parity", "TPR Parity", true},
	{"Unsupervised Fairness", "Statistical Parity", "Impact Parity", false},
	{"Supervised Fairness", "TypeI Parity", "TypeII Parity", true},
}

// A truth is one of Aequitas' three answers.
type truth string

const (
	isTrue    truth = "True"
	isFalse   truth = "False"
	undefined truth = "nan"
)

func aequitasValues(in ProfileInput) []audit.ToolValue {
	var out []audit.ToolValue
	overall := map[string][]truth{} // read by fixed names only
	for _, at := range in.Attributes {
		v := viewOf(at, false)
		if !v.have.decision || len(v.groups) == 0 {
			continue
		}
		c := &collector{attribute: at.Name}
		table := aequitasGroups(c, v)
		for _, ref := range aequitasReferences(v, table) {
			verdicts := aequitasCompare(c, v, table, ref)
			if ref.kind == aequitasReported(v) {
				for _, name := range []string{"Unsupervised Fairness", "Supervised Fairness"} {
					if t, ok := verdicts[name]; ok {
						overall[name] = append(overall[name], t)
					}
				}
			}
		}
		out = append(out, c.values...)
	}
	return append(out, aequitasOverall(overall)...)
}

// aequitasReported is the kind of reference whose verdicts make the overall one: the plan's if there is one.
func aequitasReported(v toolView) string {
	if v.ref >= 0 {
		return "predefined"
	}
	return "major_group"
}

// aequitasGroups prints the crosstab and returns its metrics by name, one value a group, for the disparities.
func aequitasGroups(c *collector, v toolView) map[string][]float64 {
	everybody := v.all().add(v.unknown)
	table := map[string][]float64{}
	for _, g := range v.groups {
		note := ""
		for _, m := range []struct {
			name       string
			needsLabel bool
			x          float64
		}{
			{"k", false, everybody.sel},
			{"accuracy", true, divide(g.tp+g.tn, g.n())},
			{"tpr", true, divide(g.tp, g.pos)},
			{"tnr", true, divide(g.tn, g.neg)},
			{"for", true, divide(g.fn, g.not)},
			{"fdr", true, divide(g.fp, g.sel)},
			{"fpr", true, divide(g.fp, g.neg)},
			{"fnr", true, divide(g.fn, g.pos)},
			{"npv", true, divide(g.tn, g.not)},
			{"precision", true, divide(g.tp, g.sel)},
			{"pp", false, g.sel},
			{"pn", false, g.not},
			{"ppr", false, divide(g.sel, everybody.sel)},
			{"pprev", false, divide(g.sel, g.sel+g.not)},
			{"fp", true, g.fp},
			{"fn", true, g.fn},
			{"tn", true, g.tn},
			{"tp", true, g.tp},
			{"group_label_pos", true, g.pos},
			{"group_label_neg", true, g.neg},
			{"group_size", false, g.n()},
			{"total_entities", false, everybody.n()},
			{"prev", true, divide(g.pos, g.n())},
		} {
			if m.needsLabel && !v.have.label {
				continue
			}
			note = when(m.name == "ppr", NoteHeadCount)
			if m.name == "total_entities" || m.name == "k" {
				note = when(v.unknown.n() > 0, NoteUnknownInOverall)
			}
			c.add(m.name, g.name, "", m.x, note)
			table[m.name] = append(table[m.name], m.x)
		}
	}
	return table
}

// An aequitasReference says which group each metric is held against.
type aequitasReference struct {
	kind string
	of   func(metric string) int
}

// aequitasReferences returns the three ways in which Aequitas chooses; the plan's only when there is one.
func aequitasReferences(v toolView, table map[string][]float64) []aequitasReference {
	largest := 0
	for i, g := range v.groups {
		if g.n() > v.groups[largest].n() {
			largest = i
		}
	}
	refs := []aequitasReference{
		{"major_group", func(string) int { return largest }},
		{"min_metric", func(metric string) int {
			lowest := -1
			for i, x := range table[metric] {
				if !math.IsNaN(x) && (lowest < 0 || x < table[metric][lowest]) {
					lowest = i
				}
			}
			return max(lowest, 0) // all undefined: the first group, as Aequitas does
		}},
	}
	if v.ref >= 0 {
		refs = append(refs, aequitasReference{"predefined", func(string) int { return v.ref }})
	}
	return refs
}

// aequitasCompare prints disparities and verdicts by group against one reference, then those of the attribute, which it returns.
func aequitasCompare(c *collector, v toolView, table map[string][]float64, ref aequitasReference) map[string]truth {
	verdicts := make([]map[string]truth, len(v.groups))
	for i, g := range v.groups {
		verdicts[i] = map[string]truth{}
		for _, d := range aequitasDisparities {
			if d.needsLabel && !v.have.label {
				continue
			}
			r := ref.of(d.metric)
			x, note := divide(table[d.metric][i], table[d.metric][r]), when(d.metric == "ppr", NoteHeadCount)
			if math.IsInf(x, 1) {
				x, note = aequitasInfinity, NoteInfinityCapped
			}
			c.add(ref.kind+"."+d.metric+"_disparity", g.name, v.groups[r].name, x, note)
			verdicts[i][d.parity] = aequitasFair(x)
		}
		for _, d := range aequitasDisparities {
			if t, ok := verdicts[i][d.parity]; ok {
				c.say(ref.kind+"."+d.parity, g.name, "", string(t), when(d.metric == "ppr", NoteHeadCount))
			}
		}
		for _, p := range aequitasPairs {
			if p.needsLabel && !v.have.label {
				continue
			}
			t, note := aequitasBoth(verdicts[i][p.first], verdicts[i][p.second])
			verdicts[i][p.name] = t
			c.say(ref.kind+"."+p.name, g.name, "", string(t), note)
		}
	}
	return aequitasAttribute(c, v, ref.kind, verdicts)
}

// aequitasFair is the verdict on one disparity.
func aequitasFair(x float64) truth {
	switch {
	case math.IsNaN(x):
		return undefined
	case x >= aequitasTau && x <= 1/aequitasTau:
		return isTrue
	default:
		return isFalse
	}
}

// aequitasBoth joins two verdicts: undefined only when both are, and False when just one is, even if the other is True.
func aequitasBoth(a, b truth) (truth, string) {
	switch {
	case a == undefined && b == undefined:
		return undefined, ""
	case a == isTrue && b == isTrue:
		return isTrue, ""
	default:
		return isFalse, when((a == undefined && b == isTrue) || (a == isTrue && b == undefined), NoteUndefinedUnfair)
	}
}

// aequitasAttribute prints the verdicts on a whole attribute: False when a group's is, undefined ones left aside.
func aequitasAttribute(c *collector, v toolView, kind string, verdicts []map[string]truth) map[string]truth {
	result := map[string]truth{}
	decide := func(name string) {
		answer, dropped := undefined, false
		for i := range v.groups {
			switch verdicts[i][name] {
			case isFalse:
				answer = isFalse
			case isTrue:
				if answer == undefined {
					answer = isTrue
				}
			default:
				dropped = true
			}
		}
		result[name] = answer
		c.say(kind+"."+name, "", "", string(answer), when(dropped && answer == isTrue, NoteUndefinedDropped))
	}
	for _, d := range aequitasDisparities {
		if !d.needsLabel || v.have.label {
			decide(d.parity)
		}
	}
	for _, p := range aequitasPairs {
		if !p.needsLabel || v.have.label {
			decide(p.name)
		}
	}
	return result
}

// aequitasOverall prints the verdicts over all attributes. An attribute without any defined verdict passes as fair.
func aequitasOverall(byName map[string][]truth) []audit.ToolValue {
	c := &collector{}
	answer := undefined
	for _, name := range []string{"Unsupervised Fairness", "Supervised Fairness"} {
		ts, ok := byName[name]
		if !ok {
			continue
		}
		fair, defined := isTrue, false
		for _, t := range ts {
			if t == isFalse {
				fair = isFalse
			}
			defined = defined || t != undefined
		}
		c.say(name, "", "", string(fair), when(!defined, NoteUndefinedFair))
		if answer != isFalse {
			answer = fair
		}
	}
	if answer != undefined {
		c.say("Overall Fairness", "", "", string(answer), "")
	}
	return c.values
}
