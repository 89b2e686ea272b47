package score

import (
	"slices"

	"auditd/audit/infer"
)

// methods is the registry, in the order in which it is shown.
var methods = []infer.Method{
	{Name: "delong", Title: "interval of an area under the ROC curve, and of a difference of two", Source: "DeLong, DeLong and Clarke-Pearson 1988, Biometrics 44:837"},
	{Name: "delong_z", Title: "test of equal areas under the ROC curve", Source: "DeLong, DeLong and Clarke-Pearson 1988, Biometrics 44:837"},
	{Name: "separated", Title: "bound of an area under the ROC curve when scores separate perfectly", Source: "Clopper and Pearson 1934, Biometrika 26:404, on the smaller class"},
	{Name: "xauc", Title: "ranking of one group's positives against the other's negatives", Source: "Kallus and Zhou 2019, NeurIPS"},
	{Name: "abroca_permutation", Title: "test of the area between two ROC curves by permutation", Source: "Gardner, Brooks and Baker 2019, LAK"},
	{Name: "kolmogorov_smirnov", Title: "test of equal distributions, asymptotic", Source: "Kolmogorov 1933; Smirnov 1948, Annals of Mathematical Statistics 19:279"},
	{Name: "kolmogorov_smirnov_permutation", Title: "test of equal distributions by permutation", Source: "Praestgaard 1995, Scandinavian Journal of Statistics 22:305"},
	{Name: "wasserstein", Title: "area between two cumulative distributions", Source: "Vallender 1974, Theory of Probability and its Applications 18:784"},
	{Name: "mann_whitney", Title: "test of equal distributions by ranks", Source: "Mann and Whitney 1947, Annals of Mathematical Statistics 18:50"},
	{Name: "welch", Title: "interval of a difference of means", Source: "Welch 1947, Biometrika 34:28"},
	{Name: "welch_t", Title: "test of equal means", Source: "Welch 1947, Biometrika 34:28"},
	{Name: "student_t", Title: "interval of a mean", Source: "Student 1908, Biometrika 6:1"},
	{Name: "student_t_root", Title: "interval of the root of a mean of squares", Source: "Student 1908, Biometrika 6:1; both ends as roots"},
	{Name: "order_statistics", Title: "interval of a median, for any law", Source: "Thompson 1936, Annals of Mathematical Statistics 7:122"},
	{Name: "price_bonett", Title: "interval of a difference of medians, for any law", Source: "Price and Bonett 2002, Journal of Statistical Computation and Simulation 72:119"},
	{Name: "calibration_error", Title: "expected, maximum and debiased calibration error", Source: "Kumar, Liang and Ma 2019, NeurIPS"},
	{Name: "calibration_in_the_large", Title: "test that as many are positive as scores add up to", Source: "Spiegelhalter 1986, Statistics in Medicine 5:421"},
	{Name: "multiaccuracy", Title: "error of scores within one subgroup as a share of all people", Source: "Kim, Ghorbani and Zou 2019, AIES"},
	{Name: "hosmer_lemeshow", Title: "test of calibration bin by bin", Source: "Hosmer and Lemeshow 1980, Communications in Statistics 9:1043"},
	{Name: "hosmer_lemeshow_drawn", Title: "test of calibration bin by bin, for bins of few people, by drawn outcomes", Source: "Hosmer and Lemeshow 1980, Communications in Statistics 9:1043; North, Curtis and Sham 2002, American Journal of Human Genetics 71:439"},
	{Name: "calibration_difference", Title: "test that a score means the same in two groups", Source: "Greenland and Robins 1985, Biometrics 41:55, over score bins"},
	{Name: "brier", Title: "mean squared error of probabilities", Source: "Brier 1950, Monthly Weather Review 78:1"},
	{Name: "log_loss", Title: "mean −ln of the probability given to what was true", Source: "Good 1952, Journal of the Royal Statistical Society B 14:107"},
	{Name: "threshold_sweep", Title: "rates and impact ratio at every threshold", Source: "Koopman 1984, Biometrics 40:513, pointwise"},
	{Name: "scoring_rate", Title: "share above the median of everybody", Source: "6 RCNY § 5-300 and 5-301 (Local Law 144 of 2021)"},
	{Name: "linearised_mean", Title: "interval of a weighted mean, and of a difference of two", Source: "Binder 1983, International Statistical Review 51:279"},
	{Name: "linearised_mean_t", Title: "test of a weighted mean, and of equal ones", Source: "Binder 1983, International Statistical Review 51:279"},
	{Name: "delong_linearised", Title: "interval of a weighted area under the ROC curve", Source: "DeLong, DeLong and Clarke-Pearson 1988, Biometrics 44:837, linearised as by Binder 1983"},
	{Name: "mantel_haenszel_linearised", Title: "interval of a weighted calibration difference", Source: "Greenland and Robins 1985, Biometrics 41:55, linearised as by Binder 1983"},
	{Name: "cohen_d_normal", Title: "large-sample interval of Cohen's d", Source: "Hedges and Olkin 1985, Statistical Methods for Meta-Analysis, ch. 5"},
	{Name: "poisson_bootstrap_distance", Title: "interval of a distance or a calibration error from resampled cells", Source: "Davison and Hinkley 1997, Bootstrap Methods and their Application, ch. 5"},
	{Name: "poisson_bootstrap_distance_band", Title: "band of a largest distance from resampled cells", Source: "Hanley and MacGibbon 2006, Computer Methods and Programs in Biomedicine 83:57"},
	{Name: "gamma_bootstrap_distance", Title: "the same for weighted cells", Source: "Davison and Hinkley 1997, Bootstrap Methods and their Application, ch. 5"},
	{Name: "gamma_bootstrap_distance_band", Title: "the same band for weighted cells", Source: "Davison and Hinkley 1997, Bootstrap Methods and their Application, ch. 5"},
	{Name: "regression_errors", Title: "errors of numeric predictions by group", Source: "Agarwal, Dudík and Wu 2019, ICML"},
}

// Methods returns every method of this package in a fixed order.
func Methods() []infer.Method { return slices.Clone(methods) }
