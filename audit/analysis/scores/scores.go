// Package scores examines the scores that a system computed before it decided: how well they rank the people of each group, how far
// apart groups lie, whether a score means the same in each, and what every cut would do to them (methods 3.8 and 6).
//
// It works on counts of people by attribute, score, label and decision, exactly up to a hundred thousand distinct scores; beyond, the
// count keeps fewer bits of each, and what that costs is stated. It counts people, not weights, and it does not know which cut is
// right: choosing one by looking at the sweep is a finding of its own.
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

// NoticeUnweighted says that the scores count people although the plan names weights.
const NoticeUnweighted = "scores_count_people"

// NoticeRounded says that there are too many distinct scores to keep them all apart [significant bits, error in percent].
const NoticeRounded = "scores_rounded"

func applies(p *audit.Plan) bool {
	return p.Columns.Score != nil && (p.Analyses == nil || p.Analyses.Scores == nil || !p.Analyses.Scores.Off)
}

// fieldName is what the score is called in tables; no feature of the plan has such a name by accident.
func fieldName(p *audit.Plan) string { return "score/" + p.Columns.Score.Column }

func tableName(attribute string) string { return "scores/" + attribute }

// tables asks for one table an attribute. The score stands before label and decision, so that a group's cells come by rising score.
func tables(p *audit.Plan) ([]audit.Field, []audit.TablePlan) {
	name := fieldName(p)
	field := audit.Field{Kind: audit.FieldNumber, Attribute: audit.Attribute{Column: p.Columns.Score.Column, Name: name}, Values: mostScores, Rounded: roundedScores}
	var plans []audit.TablePlan
	for _, a := range p.Columns.Attributes {
		t := audit.TablePlan{Name: tableName(a.Name), MaxCells: mostCells, Optional: p.Analyses == nil || p.Analyses.Scores == nil, Axes: []audit.AxisName{
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
	return []audit.Field{field}, plans
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
}

func run(in *analysis.Input) error {
	j := &job{in: in, plan: audit.ScoresPlan{Bins: defaultBins}}
	if a := in.Plan.Analyses; a != nil && a.Scores != nil {
		j.plan = *a.Scores
	}
	sets, err := j.read()
	if err != nil || len(sets) == 0 {
		return err
	}
	j.all = sets[0].all
	j.describe(sets[0])
	for i, s := range sets {
		j.out.Attributes = append(j.out.Attributes, j.examine(i, s))
	}
	j.adjust()
	j.judge()
	in.Out.Scores = j.out
	if in.Cells.Weighted {
		in.Note(NoticeUnweighted)
	}
	return nil
}

// read takes the counts of every attribute out of the tables.
func (j *job) read() ([]*counted, error) {
	var sets []*counted
	for _, a := range j.in.Plan.Columns.Attributes {
		t := j.in.Cells.Table(tableName(a.Name))
		if t == nil {
			return nil, audit.Errorf(audit.Internal, "the table %s was not counted", audit.Quote(tableName(a.Name)))
		}
		sets = append(sets, readTable(t, a.Name, fieldName(j.in.Plan)))
	}
	return sets, nil
}

// describe fills in what holds for everybody: the range, the cut in use, and the bins that all groups share.
func (j *job) describe(s *counted) {
	all := s.all
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
	// Where nobody lies above the median there is no rate, but a median all the same.
	rates, why := score.NewScoringRates([]score.Histogram{all.unlabelled()}, j.in.Terms.Confidence)
	if why == infer.Defined || why == infer.WhyBothZero {
		j.out.Median, j.out.TieMass = audit.Ptr(rates.Median), audit.Real(rates.TieMass)
	}
	if len(all.values) > permutedBins {
		j.out.Resampled.Bins = permutedBins
	}
	j.out.Resampled.Draws = draws
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
