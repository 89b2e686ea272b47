package table

import "auditd/audit"

// regression has a row for each group: its errors, and how they and its predictions differ from the reference group's.
func regression(a *audit.Audit) Table {
	type e = audit.PredictionError
	number := func(name, text string, get func(*e) *audit.Real) field[e] {
		return field[e]{name, Number, text, func(p *e) any { return real(get(p)) }}
	}
	why := func(name, text_ string, get func(*e) string) field[e] {
		return field[e]{name, Text, text_, func(p *e) any { return text(get(p)) }}
	}
	interval := func(prefix string, get func(*e) *audit.Interval) []field[e] { return finiteInterval(prefix, get) }
	test := func(prefix string, get func(*e) *audit.Test) []field[e] { return prefixed(prefix, testFields(get)) }
	return build("regression", "How far predictions of a number lie from the truth", a.Regression, groupFields(func(p *e) audit.Group { return p.Group }),
		[]field[e]{
			{"n", Integer, "People with a prediction and a true number.", func(p *e) any { return p.N }},
			number("bias", "Mean of predicted less true.", func(p *e) *audit.Real { return p.Bias }),
		}, interval("bias_", func(p *e) *audit.Interval { return p.BiasInterval }),
		[]field[e]{number("mae", "Mean absolute error.", func(p *e) *audit.Real { return p.MAE })}, interval("mae_", func(p *e) *audit.Interval { return p.MAEInterval }),
		[]field[e]{number("rmse", "Root of the mean squared error.", func(p *e) *audit.Real { return p.RMSE })}, interval("rmse_", func(p *e) *audit.Interval { return p.RMSEInterval }),
		[]field[e]{number("median_error", "Middle one of the errors.", func(p *e) *audit.Real { return p.Median })}, interval("median_", func(p *e) *audit.Interval { return p.MedianInterval }),
		[]field[e]{
			number("pinball_loss", "Mean pinball loss at the quantile 0.9.", func(p *e) *audit.Real { return p.PinballLoss }),
			number("r2", "Share of the variation of the true numbers that is predicted; no value when they are all alike.", func(p *e) *audit.Real { return p.R2 }),
			why("r2_why", "Key of the message that says why it has no value.", func(p *e) string { return p.R2Why }),
			{"heavy_tails", Boolean, "True when a few errors are so large that medians should be read.", func(p *e) any { return p.HeavyTails }},
			{"largest_mae", Boolean, "True of the group with the largest mean absolute error of its attribute.", func(p *e) any { return p.LargestMAE }},
			{"exact", Boolean, "True when no numbers were rounded when they were counted.", func(p *e) any { return p.Exact }},
		}, statusFields(func(p *e) (audit.Status, string) { return p.Status, p.Why }),
		namedGroup("reference", "Reference group; no value of the reference group itself.", func(p *e) audit.Group { return p.Reference }),
		[]field[e]{number("difference", "Difference of the bias from the reference group's.", func(p *e) *audit.Real { return p.Difference })},
		interval("difference_", func(p *e) *audit.Interval { return p.Interval }), test("difference_", func(p *e) *audit.Test { return p.Test }),
		[]field[e]{
			why("difference_why", "Key of the message that says why there is no difference of the bias.", func(p *e) string { return p.DifferenceWhy }),
			number("mae_difference", "Difference of the mean absolute error.", func(p *e) *audit.Real { return p.LossDifference }),
		}, interval("mae_difference_", func(p *e) *audit.Interval { return p.LossInterval }), test("mae_difference_", func(p *e) *audit.Test { return p.LossTest }),
		[]field[e]{
			why("mae_difference_why", "Key of the message that says why there is none.", func(p *e) string { return p.LossWhy }),
			number("median_difference", "Difference of the median error.", func(p *e) *audit.Real { return p.MedianDifference }),
		}, interval("median_difference_", func(p *e) *audit.Interval { return p.MedianDifferenceInterval }),
		[]field[e]{why("median_difference_why", "Key of the message that says why there is none.", func(p *e) string { return p.MedianDifferenceWhy })},
	)
}

// predictions has a row for each group whose predictions were set against the reference group's.
func predictions(a *audit.Audit) Table {
	var rows []audit.PredictionError
	for i := range a.Regression {
		if a.Regression[i].Predictions != nil {
			rows = append(rows, a.Regression[i])
		}
	}
	type e = audit.PredictionError
	number := func(name, text string, get func(*audit.PredictionGap) audit.Real) field[e] {
		return field[e]{name, Number, text, func(p *e) any { return finite(get(p.Predictions)) }}
	}
	return build("predictions", "Predictions of a number against those of the reference group, whatever is true", rows, groupFields(func(p *e) audit.Group { return p.Group }),
		namedGroup("reference", "Group whose predictions it is compared with.", func(p *e) audit.Group { return p.Reference }), []field[e]{
			number("mean", "Mean of the predictions in the group.", func(g *audit.PredictionGap) audit.Real { return g.Mean }),
			number("reference_mean", "Mean of the predictions in the reference group.", func(g *audit.PredictionGap) audit.Real { return g.ReferenceMean }),
			number("difference", "Difference of the means.", func(g *audit.PredictionGap) audit.Real { return g.Difference }),
		}, finiteInterval("", func(p *e) *audit.Interval { return p.Predictions.Interval }), testFields(func(p *e) *audit.Test { return p.Predictions.Test }), []field[e]{
			{"why", Text, "Key of the message that says why the difference has no interval.", func(p *e) any { return text(p.Predictions.Why) }},
			number("kolmogorov_smirnov", "Largest gap between the cumulative distributions, 0 to 1.", func(g *audit.PredictionGap) audit.Real { return g.Distance }),
			number("wasserstein", "Area between the cumulative distributions, in the unit of the number.", func(g *audit.PredictionGap) audit.Real { return g.Wasserstein }),
		}, prefixed("kolmogorov_smirnov_", testFields(func(p *e) *audit.Test { return p.Predictions.DistanceTest })))
}
