package table

import (
	"auditd/audit"
)

// scores is what holds for all groups: one row.
func scores(a *audit.Audit) Table {
	var items []*audit.Scores
	if a.Scores != nil {
		items = append(items, a.Scores)
	}
	type row = *audit.Scores
	cut := func(get func(*audit.ScoreCut) any) func(*row) any {
		return func(s *row) any {
			if (*s).Cut == nil {
				return nil
			}
			return get((*s).Cut)
		}
	}
	return build("scores", "The scores that were examined", items, []field[row]{
		{"column", Text, "Column of the scores.", func(s *row) any { return text((*s).Column) }},
		{"higher", Text, "What a higher score means for the person: favourable or unfavourable.", func(s *row) any { return text((*s).Higher) }},
		{"people", Integer, "People with a score.", func(s *row) any { return (*s).People }},
		{"unscored", Integer, "People without one, who are in no number of the scores.", func(s *row) any { return (*s).Unscored }},
		{"distinct", Integer, "Scores that are told apart.", func(s *row) any { return int64((*s).Distinct) }},
		{"lowest", Number, "Lowest score that anybody has.", func(s *row) any { return real((*s).Lowest) }},
		{"highest", Number, "Highest score that anybody has.", func(s *row) any { return real((*s).Highest) }},
		{"bits", Integer, "Significant bits of the scores that were kept; 0 means exact.", func(s *row) any { return int64((*s).Bits) }},
		{"error", Number, "Most by which a score differs from the one that stands for it, as a share of its size.", func(s *row) any { return finite((*s).Error) }},
		{"probability", Boolean, "True when every score lies between 0 and 1.", func(s *row) any { return (*s).Probability }},
		{"median", Number, "Median of everybody with a score.", func(s *row) any { return real((*s).Median) }},
		{"median_tie_mass", Number, "Share of them whose score is the median.", func(s *row) any { return finite((*s).TieMass) }},
		{"cut", Number, "Cut that explains the decisions; no value when none does.", cut(func(c *audit.ScoreCut) any { return finite(c.At) })},
		{"cut_selects", Text, "Who is selected: at_least or below.", cut(func(c *audit.ScoreCut) any { return text(c.Selects) })},
		{"cut_agree", Integer, "Decisions that it explains.", cut(func(c *audit.ScoreCut) any { return c.Agree })},
		{"cut_of", Integer, "Decisions of people with a score.", cut(func(c *audit.ScoreCut) any { return c.Of })},
		{"permutation_draws", Integer, "Draws of a permutation test.", func(s *row) any { return int64((*s).Resampled.Draws) }},
		{"permutation_bins", Integer, "Bins that scores were joined to for it; 0: every score is its own.", func(s *row) any { return int64((*s).Resampled.Bins) }},
		{"resamples", Integer, "Resamples of an interval by the bootstrap.", func(s *row) any { return int64((*s).Resampled.Resamples) }},
		{"resampled_bins", Integer, "Most bins that scores were joined to for it.", func(s *row) any { return int64((*s).Resampled.ResampledBins) }},
	})
}

// scoreGroups are the people of every group.
func scoreGroups(a *audit.Audit) Table {
	type row struct {
		g *audit.ScoreGroup
		s *audit.ScoreSet
	}
	var items []row
	if a.Scores != nil {
		for i := range a.Scores.Attributes {
			for k := range a.Scores.Attributes[i].Groups {
				items = append(items, row{&a.Scores.Attributes[i].Groups[k], &a.Scores.Attributes[i]})
			}
		}
	}
	weight := func(get func(*audit.ScoreWeights) float64) func(*row) any {
		return func(r *row) any {
			if r.g.Weighted == nil {
				return nil
			}
			return finite(audit.Real(get(r.g.Weighted)))
		}
	}
	return build("score_groups", "People with a score", items, groupFields(func(r *row) audit.Group { return r.g.Group }), []field[row]{
		{"n", Integer, "People with a score.", func(r *row) any { return r.g.N }},
		{"unscored", Integer, "People without one.", func(r *row) any { return r.g.Unscored }},
		{"positives", Integer, "People with a score and a positive label.", func(r *row) any { return r.g.Positives }},
		{"negatives", Integer, "People with a score and a negative label.", func(r *row) any { return r.g.Negatives }},
		{"above_median", Integer, "People whose score lies above the median of everybody.", func(r *row) any { return r.g.AboveMedian }},
		{"weight", Number, "Sum of the weights of the people with a score; no value without a weight column.", weight(func(w *audit.ScoreWeights) float64 { return w.People.W })},
		{"weight_squared", Number, "Sum of their squared weights.", weight(func(w *audit.ScoreWeights) float64 { return w.People.W2 })},
		{"above_median_weight", Number, "Sum of the weights of those above the median.", weight(func(w *audit.ScoreWeights) float64 { return w.AboveMedian.W })},
		{"above_median_weight_squared", Number, "Sum of their squared weights.", weight(func(w *audit.ScoreWeights) float64 { return w.AboveMedian.W2 })},
		{"bits", Integer, "Of two attributes together: significant bits of the scores that were kept; 0 means as many as in scores.", func(r *row) any { return int64(r.s.Bits) }},
		{"error", Number, "Of two attributes together: most by which a score differs from the one that stands for it, as a share of its size.", func(r *row) any { return finite(r.s.Error) }},
	})
}

// scoreMeasures are the numbers of every group's scores, and of every group against the reference.
func scoreMeasures(a *audit.Audit) Table {
	type row struct {
		group, reference audit.Group
		m                *audit.ScoreMeasure
	}
	var items []row
	if a.Scores != nil {
		for i := range a.Scores.Attributes {
			s := &a.Scores.Attributes[i]
			for k := range s.Groups {
				for j := range s.Groups[k].Measures {
					items = append(items, row{s.Groups[k].Group, nil, &s.Groups[k].Measures[j]})
				}
			}
			for k := range s.Pairs {
				for j := range s.Pairs[k].Measures {
					items = append(items, row{s.Pairs[k].Group, s.Pairs[k].Reference, &s.Pairs[k].Measures[j]})
				}
			}
		}
	}
	return build("score_measures", "Scores of every group", items,
		groupFields(func(r *row) audit.Group { return r.group }),
		namedGroup("reference", "Group it is compared with; no value for a number of the group alone.", func(r *row) audit.Group { return r.reference }),
		[]field[row]{
			{"measure", Text, "Which number it is.", func(r *row) any { return text(r.m.Name) }},
			{"value", Number, "The number; no value when it is undefined.", func(r *row) any { return real(r.m.Value) }},
			{"null", Number, "What chance alone would give on average.", func(r *row) any { return real(r.m.Null) }},
			{"error", Number, "Most by which joining scores can have moved the number; no value when scores are exact.", func(r *row) any { return real(r.m.Error) }},
			{"n", Integer, "People behind it.", func(r *row) any { return r.m.N }},
			{"numerator", Number, "Of a mean, a share or a share of pairs: what is divided, in people, scores or weights.", func(r *row) any { return real(r.m.Numerator) }},
			{"denominator", Number, "What it is divided by.", func(r *row) any { return real(r.m.Denominator) }},
			{"bootstrap_bias", Number, "Of an interval by the bootstrap: mean of the resamples less the number, about what chance has added to it.", func(r *row) any { return real(r.m.BootstrapBias) }},
			{"interval_why", Text, "Key of the message that says why the number has no interval.", func(r *row) any { return text(r.m.IntervalWhy) }},
			{"unweighted", Text, "Key of the message that says why the number does without the weights of the plan.", func(r *row) any { return text(r.m.Unweighted) }},
		},
		intervalFields(func(r *row) *audit.Interval { return r.m.Interval }), testFields(func(r *row) *audit.Test { return r.m.Test }),
		statusFields(func(r *row) (audit.Status, string) { return r.m.Status, r.m.Why }))
}

// scoreBins are the bins of calibration.
func scoreBins(a *audit.Audit) Table {
	type row struct {
		group audit.Group
		bin   int
		b     *audit.ScoreBin
	}
	var items []row
	if a.Scores != nil {
		for i := range a.Scores.Attributes {
			for k := range a.Scores.Attributes[i].Groups {
				g := &a.Scores.Attributes[i].Groups[k]
				for j := range g.Bins {
					items = append(items, row{g.Group, j + 1, &g.Bins[j]})
				}
			}
		}
	}
	weighted := func(get func(*audit.Weighted) audit.Real) func(*row) any {
		return func(r *row) any {
			if r.b.Weighted == nil {
				return nil
			}
			return finite(get(r.b.Weighted))
		}
	}
	return build("score_bins", "Calibration of scores", items, groupFields(func(r *row) audit.Group { return r.group }), []field[row]{
		{"bin", Integer, "Number of the bin, from the lowest scores up; the same scores for all groups.", func(r *row) any { return int64(r.bin) }},
		{"n", Integer, "People of the group in the bin whose label is known.", func(r *row) any { return r.b.N }},
		{"positives", Integer, "Of these, positive ones.", func(r *row) any { return r.b.Positives }},
		{"mean_score", Number, "Their mean score.", func(r *row) any { return real(r.b.Score) }},
		{"rate", Number, "Share of positives.", func(r *row) any { return real(r.b.Rate) }},
		{"weighted_numerator", Number, "Sum of the weights of the positives; no value without a weight column.", weighted(func(w *audit.Weighted) audit.Real { return w.Numerator })},
		{"weighted_denominator", Number, "Sum of the weights of all people of the bin.", weighted(func(w *audit.Weighted) audit.Real { return w.Denominator })},
		{"effective_n", Number, "Effective number of people: the square of the sum of their weights, over the sum of the squared weights.", weighted(func(w *audit.Weighted) audit.Real { return w.EffectiveN })},
		{"why", Text, "Key of the message that says why the bin has no rate.", func(r *row) any { return text(r.b.Why) }},
	}, intervalFields(func(r *row) *audit.Interval { return r.b.Interval }))
}

// scoreCuts are the cuts of the threshold sweep.
func scoreCuts(a *audit.Audit) Table {
	type row struct {
		p *audit.ScorePair
		c *audit.SweepCut
	}
	var items []row
	if a.Scores != nil {
		for i := range a.Scores.Attributes {
			for k := range a.Scores.Attributes[i].Pairs {
				p := &a.Scores.Attributes[i].Pairs[k]
				for j := range p.Cuts {
					items = append(items, row{p, &p.Cuts[j]})
				}
			}
		}
	}
	together := func(get func(*audit.Interval) float64) func(*row) any {
		return func(r *row) any {
			if r.c.Simultaneous == nil {
				return nil
			}
			return finite(audit.Real(get(r.c.Simultaneous)))
		}
	}
	return build("score_cuts", "What every cut of the score would do", items,
		groupFields(func(r *row) audit.Group { return r.p.Group }), namedGroup("reference", "Group it is compared with.", func(r *row) audit.Group { return r.p.Reference }),
		[]field[row]{
			{"cut", Number, "The cut: people with this score or more are above it.", func(r *row) any { return finite(r.c.At) }},
			{"group_favoured", Number, "Share of the group on the side that is good for the person.", func(r *row) any { return real(r.c.Group) }},
			{"reference_favoured", Number, "The same of the reference.", func(r *row) any { return real(r.c.Reference) }},
			{"ratio", Number, "The first over the second; no value when it is undefined.", func(r *row) any { return real(r.c.Ratio) }},
		}, intervalFields(func(r *row) *audit.Interval { return r.c.Interval }), []field[row]{
			{"simultaneous_lower", Number, "Lower end of the interval that holds for all declared cuts together.", together(func(i *audit.Interval) float64 { return i.Lower })},
			{"simultaneous_upper", Number, "Upper end of it.", together(func(i *audit.Interval) float64 { return i.Upper })},
			{"simultaneous_level", Number, "Confidence level of it at each cut.", together(func(i *audit.Interval) float64 { return i.Level })},
			{"group_true_positive_rate", Number, "Share of the group's positives above the cut.", func(r *row) any { return real(r.c.GroupTPR) }},
			{"reference_true_positive_rate", Number, "The same of the reference.", func(r *row) any { return real(r.c.ReferenceTPR) }},
			{"group_false_positive_rate", Number, "Share of the group's negatives above the cut.", func(r *row) any { return real(r.c.GroupFPR) }},
			{"reference_false_positive_rate", Number, "The same of the reference.", func(r *row) any { return real(r.c.ReferenceFPR) }},
			{"group_positive_predictive_value", Number, "Share of positives of the group's people above the cut.", func(r *row) any { return real(r.c.GroupPPV) }},
			{"reference_positive_predictive_value", Number, "The same of the reference.", func(r *row) any { return real(r.c.ReferencePPV) }},
			{"operating", Boolean, "True for the cut in use.", func(r *row) any { return r.c.Operating }},
			{"why", Text, "Key of the message that says why there is no ratio.", func(r *row) any { return text(r.c.Why) }},
		},
		sweepFields("group_", "the group", func(r *row) *audit.SweepCounts { return r.c.GroupCounts }),
		sweepFields("reference_", "the reference", func(r *row) *audit.SweepCounts { return r.c.ReferenceCounts }))
}
