package audit

// A PredictionError is how far predictions of a number lie from the truth, in one group (methods 7.1). Errors are predicted − true, in
// the unit of the number. People are counted, whatever they weigh.
type PredictionError struct {
	Group          Group     `json:"group"`
	N              int64     `json:"n"`
	Bias           *Real     `json:"bias"` // mean error: above 0, predicted too high on average
	BiasInterval   *Interval `json:"bias_interval"`
	MAE            *Real     `json:"mae"` // mean absolute error
	MAEInterval    *Interval `json:"mae_interval"`
	RMSE           *Real     `json:"rmse"` // root of the mean squared error
	RMSEInterval   *Interval `json:"rmse_interval"`
	Median         *Real     `json:"median_error"`
	MedianInterval *Interval `json:"median_interval,omitempty"` // left out of too few people
	PinballLoss    *Real     `json:"pinball_loss"`              // mean loss at the quantile 0.9: a unit too low costs nine times a unit too high
	R2             *Real     `json:"r2"`                        // below 0 where the mean of the true numbers would predict better
	R2Why          string    `json:"r2_why,omitempty"`          // why it is undefined
	HeavyTails     bool      `json:"heavy_tails,omitempty"`     // kurtosis of the errors above 10: read medians, not means
	LargestMAE     bool      `json:"largest_mae,omitempty"`     // of the groups of its attribute: a bound on every group's loss holds if it holds here
	Exact          bool      `json:"exact"`                     // no numbers were rounded when they were counted
	Status         Status    `json:"status"`
	Why            string    `json:"why,omitempty"`

	Reference                Group          `json:"reference"`            // {} for the reference group itself; what follows is then left out
	Difference               *Real          `json:"difference,omitempty"` // of the bias from the reference group's
	Interval                 *Interval      `json:"interval,omitempty"`
	Test                     *Test          `json:"test,omitempty"`
	LossDifference           *Real          `json:"mae_difference,omitempty"` // of the mean absolute error
	LossInterval             *Interval      `json:"mae_difference_interval,omitempty"`
	LossTest                 *Test          `json:"mae_difference_test,omitempty"`
	LossWhy                  string         `json:"mae_difference_why,omitempty"`
	MedianDifference         *Real          `json:"median_difference,omitempty"` // of the median error
	MedianDifferenceInterval *Interval      `json:"median_difference_interval,omitempty"`
	MedianDifferenceWhy      string         `json:"median_difference_why,omitempty"`
	DifferenceWhy            string         `json:"difference_why,omitempty"` // why there is no difference of the bias
	Predictions              *PredictionGap `json:"predictions,omitempty"`    // how the predictions themselves differ, whatever is true
}

// A PredictionGap is how the predicted numbers of a group differ from those of the reference group (statistical parity of Agarwal, Dudík
// and Wu 2019): in the mean, and in the whole distribution.
type PredictionGap struct {
	Mean          Real      `json:"mean"`
	ReferenceMean Real      `json:"reference_mean"`
	Difference    Real      `json:"difference"`
	Interval      *Interval `json:"interval"`
	Test          *Test     `json:"test"`
	Why           string    `json:"why,omitempty"`      // why the difference has no interval
	Distance      Real      `json:"kolmogorov_smirnov"` // largest gap between the cumulative distributions, 0 … 1
	DistanceTest  *Test     `json:"kolmogorov_smirnov_test"`
	Wasserstein   Real      `json:"wasserstein"` // area between them, in the unit of the number; describes, without interval
}
