package strata

import (
	"slices"

	"auditd/audit/infer"
)

// methods is the registry, in the order in which it is shown.
var methods = []infer.Method{
	{Name: "cmh", Title: "test of equal odds within strata", Source: "Cochran 1954, Biometrics 10:417; Mantel and Haenszel 1959, Journal of the National Cancer Institute 22:719"},
	{Name: "cmh_corrected", Title: "test of equal odds within strata with continuity correction", Source: "Mantel and Haenszel 1959, Journal of the National Cancer Institute 22:719"},
	{Name: "katz_linearised", Title: "interval of a ratio of weighted shares of a stage", Source: "Binder 1983, International Statistical Review 51:279"},
	{Name: "or_mh", Title: "odds ratio common to strata", Source: "Robins, Breslow and Greenland 1986, Biometrics 42:311"},
	{Name: "rd_mh", Title: "difference of rates adjusted for strata", Source: "Greenland and Robins 1985, Biometrics 41:55"},
	{Name: "rr_mh", Title: "ratio of rates adjusted for strata", Source: "Greenland and Robins 1985, Biometrics 41:55"},
	{Name: "breslow_day", Title: "test that all strata have one odds ratio", Source: "Breslow and Day 1980, Statistical Methods in Cancer Research 1:142"},
	{Name: "breslow_day_tarone", Title: "test that all strata have one odds ratio, corrected", Source: "Tarone 1985, Biometrika 72:91"},
	{Name: "woolf", Title: "test that all strata have one odds ratio, by logarithms", Source: "Woolf 1955, Annals of Human Genetics 19:251"},
	{Name: "conditional_demographic_disparity", Title: "over-representation among the rejected within strata", Source: "Wachter, Mittelstadt and Russell 2021, Computer Law & Security Review 41:105567"},
	{Name: "simpson", Title: "what stratifying does to a difference", Source: "Simpson 1951, Journal of the Royal Statistical Society B 13:238; Bickel, Hammel and O'Connell 1975, Science 187:398"},
	{Name: "kitagawa", Title: "difference of rates split into composition and rates", Source: "Kitagawa 1955, Journal of the American Statistical Association 50:1168"},
	{Name: "standardised_rates", Title: "rates of both groups over the same mix of strata", Source: "Kitagawa 1955, Journal of the American Statistical Association 50:1168"},
	{Name: "oaxaca_blinder", Title: "difference of means split by two regressions", Source: "Oaxaca 1973, International Economic Review 14:693; Blinder 1973, Journal of Human Resources 8:436"},
	{Name: "oaxaca_linearised", Title: "interval of a part of a difference split by two regressions", Source: "Jann 2008, Stata Journal 8:453"},
	{Name: "attrition", Title: "ratios of passing shares stage by stage and in all", Source: "29 CFR 1607.4C; Greenwood 1926, Reports on Public Health 33"},
	{Name: "filter_shapley", Title: "ratio of passing shares attributed to filters in any order", Source: "Shapley 1953, Contributions to the Theory of Games 2:307"},
	{Name: "divergence", Title: "distance of a subgroup's rate from everybody's", Source: "Pastor, de Alfaro and Baralis 2021, SIGMOD"},
	{Name: "gamma_unfairness", Title: "divergence of a subgroup weighed by its share of all people", Source: "Kearns, Neel, Roth and Wu 2018, ICML"},
	{Name: "slice_score", Title: "how often a subgroup errs, weighed against how few it is", Source: "Sagadeeva and Boehm 2021, SIGMOD"},
	{Name: "item_shapley", Title: "divergence of a subgroup attributed to its items", Source: "Pastor, de Alfaro and Baralis 2021, SIGMOD"},
}

// Methods returns every method of this package in a fixed order.
func Methods() []infer.Method { return slices.Clone(methods) }
