package resample

import (
	"slices"

	"auditd/audit/infer"
)

// methods is the registry, in the order in which it is shown.
var methods = []infer.Method{
	{Name: "poisson_bootstrap", Title: "percentile interval from Poisson resamples of cells", Source: "Hanley and MacGibbon 2006, Computer Methods and Programs in Biomedicine 83:57; Chamandy et al. 2012"},
	{Name: "multinomial_bootstrap", Title: "percentile interval from resamples within groups of fixed size", Source: "Efron 1979, Annals of Statistics 7:1"},
	{Name: "gamma_bootstrap", Title: "percentile interval from gamma resamples of weighted cells", Source: "Chamandy et al. 2012, with the mean and variance of weighted Poisson sums"},
	{Name: "bca_bootstrap", Title: "bias-corrected and accelerated bootstrap interval", Source: "Efron 1987, Journal of the American Statistical Association 82:171"},
	{Name: "studentised_permutation", Title: "exact permutation test of equal rates", Source: "DiCiccio, Vasudevan, Basu, Kenthapadi and Agarwal 2020, KDD"},
	{Name: "stratified_permutation", Title: "permutation test of equal rates within strata", Source: "DiCiccio, Vasudevan, Basu, Kenthapadi and Agarwal 2020, KDD"},
	{Name: "beta_binomial_moments", Title: "shrinkage of small groups, prior by moments", Source: "Kleinman 1973, Journal of the American Statistical Association 68:46"},
	{Name: "beta_binomial_ml", Title: "shrinkage of small groups, prior by maximum likelihood", Source: "Griffiths 1973, Biometrics 29:637"},
	{Name: "ratio_posterior", Title: "posterior probability of a ratio of rates", Source: "Jeffreys 1946 for the prior; methods 4.9"},
	{Name: "westfall_young", Title: "adjustment for many subgroups by the largest permuted statistic", Source: "Westfall and Young 1993, Resampling-Based Multiple Testing, algorithm 4.1"},
	{Name: "e_process", Title: "evidence against equal rates over repeated audits", Source: "Turner, Ly and Grünwald 2024, safe tests for 2×2 tables"},
	{Name: "e_bh", Title: "false discovery rate from e-values under any dependence", Source: "Wang and Ramdas 2022, Journal of the Royal Statistical Society B 84:822"},
}

// Methods returns every method of this package in a fixed order.
func Methods() []infer.Method { return slices.Clone(methods) }
