// Package scores examines the scores that a system computed before it decided: how well they rank the people of each group, how far
// apart groups lie, whether a score means the same in each, and what every cut would do to them (methods 3.8 and 6), by single attributes
// and, where the plan looks at intersections, by pairs of attributes.
//
// It works on counts of people by attribute, score, label and decision, exactly up to a hundred thousand distinct scores in at most 131,072
// combinations with an attribute's groups, labels and decisions (a weighted table holds an eighth of them); beyond, the count keeps fewer
// bits of each, and what that costs is stated, for the scores and for the numbers that follow from them. Two million combinations, those of
// ten groups with so many scores, would take more memory than a count may. Pairs of attributes share half of that, and keep 8,192 scores.
//
// With a weight column every number is weighted for which a variance under weights is known: means, shares, ROC areas and calibration by
// linearisation (methods 4.12), distances by the bootstrap on weighted cells (4.7). Three keep to people. ABROCA is read against
// permutations, which deal people out: what a person of a cell weighs is not known. Hosmer and Lemeshow's statistic has its law for
// counts only. The cut in use says how the system decides, not whom its people stand for. The Kolmogorov–Smirnov distance is weighted and
// has an interval, but no test.
//
// It does not know which cut is right: choosing one by looking at the sweep is a finding of its own.
package scores

import (
	"strconv"

	"auditd/audit"
	"auditd/audit/analysis"
	"auditd/audit/infer"
	"auditd/audit/infer/score"
)

// Analysis is done where the plan names a score and does not switch it off.
var Analysis = analysis.Analysis{Name: "scores", Applies: applies, Tables: tables, Run: run}

// Limits of the count. A hundred thousand distinct scores are kept exactly while a table has few enough cells, which bound the memory: a
// hundred thousand take about 5 MB. Where either is passed, exactness is lost anyway, and a few thousand scores tell as much.
const (
	mostScores    = 100_000
	mostCells     = 1 << 17
	roundedScores = 1 << 13
)

// Limits of what is listed and resampled.
const (
	defaultBins  = 10  // of calibration
	ownBins      = 20  // up to so many distinct scores are bins of their own
	listedCuts   = 100 // of a sweep, besides the declared ones and the one in use
	curvePoints  = 100 // of an ROC curve
	mostRanges   = 20  // of a distribution
	permutedBins = 256 // scores are joined to so many bins for permutation tests
	draws        = 999 // of a permutation test
)

// NoticePairs says that pairs of attributes were left out, of which there are too many: [looked at, all].
const NoticePairs = "scores_pairs_left_out"

// NoticeDepth says that scores are looked at by single attributes and pairs only, although the plan has a greater depth.
const NoticeDepth = "scores_pairs_only"

// NoticeRounded says that there are too many distinct scores to keep them all apart [significant bits, error in percent].
const NoticeRounded = "scores_rounded"

func applies(p *audit.Plan) bool {
	return p.Columns.Score != nil && (p.Analyses == nil || p.Analyses.Scores == nil || !p.Analyses.Scores.Off)
}

// fieldName is what the score is called in tables; no feature of the plan has such a name by accident.
func fieldName(p *audit.Plan) string { return "score/" + p.Columns.Score.Column }

func tableName(attribute string) string { return "scores/" + attribute }

// tables asks for one table an attribute, and one a pair of attributes. The score stands before label and decision, so that a group's
// cells come by rising score.
func tables(p *audit.Plan) ([]audit.Field, []audit.TablePlan) {
	name, optional := fieldName(p), p.Analyses == nil || p.Analyses.Scores == nil
	field := func(name string, exact, rounded int) audit.Field {
		return audit.Field{Kind: audit.FieldNumber, Attribute: audit.Attribute{Column: p.Columns.Score.Column, Name: name}, Values: exact, Rounded: rounded}
	}
	fields := []audit.Field{field(name, mostScores, roundedScores)}
	var plans []audit.TablePlan
	for _, a := range p.Columns.Attributes {
		t := audit.TablePlan{Name: tableName(a.Name), MaxCells: mostCells, Optional: optional, Axes: []audit.AxisName{
			{Role: audit.AxisAttribute, Name: a.Name}, {Role: audit.AxisField, Name: name},
		}}
		if p.Columns.Label != nil {
			t.Axes = append(t.Axes, audit.AxisName{Role: audit.AxisLabel})
		}
		if p.Columns.Decision != nil {
			t.Axes = append(t.Axes, audit.AxisName{Role: audit.AxisDecision})
		}
		plans = append(plans, t)
	}
	pairs := crossed(p)
	if len(pairs) > 0 {
		fields = append(fields, field(pairField(p), mostPairScores, roundedPairScores))
	}
	for _, names := range pairs {
		plans = append(plans, pairTable(p, names, mostPairCells/len(pairs)))
	}
	return fields, plans
}

// A job is the examination of one audit's scores.
type job struct {
	in    *analysis.Input
	plan  audit.ScoresPlan
	out   *audit.Scores
	all   *everybody
	edges []float64 // of the bins of calibration
	cuts  []float64 // of the sweep, rising
	grid  []float64 // those with simultaneous intervals
	tests []named

	weighted bool // the plan names weights: numbers are weighted where they can be
}

func run(in *analysis.Input) error {
	j := &job{in: in, plan: audit.ScoresPlan{Bins: defaultBins}, weighted: in.Cells.Weighted}
	if a := in.Plan.Analyses; a != nil && a.Scores != nil {
		j.plan = *a.Scores
	}
	sets, err := j.read()
	if err != nil || j.all == nil {
		return err
	}
	j.describe(sets[0])
	for i, s := range sets {
		j.out.Attributes = append(j.out.Attributes, j.examine(i, s))
		sets[i] = nil // its groups are not needed any more
	}
	j.adjust()
	j.judge()
	j.weights()
	in.Out.Scores = j.out
	return nil
}

// read takes the counts of every attribute and of every pair out of the tables that were counted.
func (j *job) read() ([]*counted, error) {
	var sets []*counted
	for _, a := range j.in.Plan.Columns.Attributes {
		t, err := j.table(tableName(a.Name))
		if err != nil {
			return nil, err
		}
		if t == nil {
			continue
		}
		if j.all == nil {
			j.all = readAll(t, fieldName(j.in.Plan))
		}
		sets = append(sets, readTable(t, []string{a.Name}, fieldName(j.in.Plan)))
	}
	pairs := crossed(j.in.Plan)
	for _, names := range pairs {
		t, err := j.table(pairName(names))
		if err != nil {
			return nil, err
		}
		if t != nil && j.all != nil {
			sets = append(sets, readTable(t, names, pairField(j.in.Plan)))
		}
	}
	if n := allPairs(j.in.Plan); n > len(pairs) {
		j.in.Note(NoticePairs, strconv.Itoa(len(pairs)), strconv.Itoa(n))
	}
	if j.in.Plan.Intersections > 2 && len(j.in.Plan.Columns.Attributes) > 2 {
		j.in.Note(NoticeDepth)
	}
	return sets, nil
}

// table returns a counted table, nil when it passed a limit and was left out.
func (j *job) table(name string) (*audit.Table, error) {
	t := j.in.Cells.Table(name)
	if t == nil && j.in.Cells.WithoutTable(name) == nil {
		return nil, audit.Errorf(audit.Internal, "the table %s was not counted", audit.Quote(name))
	}
	return t, nil
}

// describe fills in what holds for everybody: the range, the cut in use, and the bins that all groups share.
func (j *job) describe(s *counted) {
	all := j.all
	j.out = &audit.Scores{
		Column: j.in.Plan.Columns.Score.Column, Higher: j.in.Plan.Columns.Score.Higher, People: all.people, Unscored: all.unscored,
		Distinct: len(all.values), Bits: s.axis.Bits, Error: audit.Real(s.axis.Error()), Attributes: []audit.ScoreSet{},
	}
	if s.axis.Bits > 0 {
		j.in.Note(NoticeRounded, strconv.Itoa(s.axis.Bits), strconv.FormatFloat(100*s.axis.Error(), 'g', 2, 64))
	}
	if len(all.values) == 0 {
		return
	}
	low, high := all.values[0], all.values[len(all.values)-1]
	j.out.Lowest, j.out.Highest = audit.Ptr(low), audit.Ptr(high)
	j.out.Probability = low >= 0 && high <= 1
	j.out.Cut = all.cut()
	j.edges = j.binEdges()
	j.out.Edges = reals(j.edges)
	j.cuts, j.grid = j.sweepCuts()
	j.out.Grid = reals(j.grid)
	j.out.Ranges = reals(ranges(all.values))
	if median, ties, why := score.WeightedMedian(all.values, all.masses()); why == infer.Defined {
		j.out.Median, j.out.TieMass = audit.Ptr(median), audit.Real(ties)
	}
	if len(all.values) > permutedBins {
		j.out.Resampled.Bins = permutedBins
	}
	j.out.Resampled.Draws = draws
	j.out.Resampled.Resamples, j.out.Resampled.ResampledBins = score.Resamples, score.ResampledBins
}

// binEdges returns the edges of the bins of calibration: few distinct scores are bins of their own, many are parted evenly.
func (j *job) binEdges() []float64 {
	if len(j.all.values) <= ownBins {
		return j.all.values[1:]
	}
	return score.EqualMassEdges([]score.Histogram{j.all.unlabelled()}, j.plan.Bins)
}

// reals copies numbers for the results.
func reals(list []float64) []audit.Real {
	var out []audit.Real
	for _, v := range list {
		out = append(out, audit.Real(v))
	}
	return out
}
