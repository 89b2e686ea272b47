package association

import (
	"slices"

	"auditd/audit/infer"
)

// methods is the registry, in the order in which it is shown.
var methods = []infer.Method{
	{Name: "independence_chi_squared", Title: "test of independence of two columns", Source: "Pearson 1900, Philosophical Magazine 50:157"},
	{Name: "independence_g", Title: "likelihood-ratio test of independence of two columns", Source: "Wilks 1938, Annals of Mathematical Statistics 9:60"},
	{Name: "cramers_v", Title: "association of two columns, 0 to 1", Source: "Cramér 1946, Mathematical Methods of Statistics"},
	{Name: "cramers_v_corrected", Title: "association of two columns with chance taken out", Source: "Bergsma 2013, Journal of the Korean Statistical Society 42:323"},
	{Name: "mutual_information", Title: "what one column tells of another, in nats", Source: "Shannon 1948; Miller 1955; Theil 1970"},
	{Name: "conditional_information", Title: "what one column tells of another given a third", Source: "Shannon 1948; methods 9.3"},
	{Name: "goodman_kruskal_tau", Title: "reduction of the error of guessing groups", Source: "Goodman and Kruskal 1954, Journal of the American Statistical Association 49:732"},
	{Name: "anova_f", Title: "test of equal means, with η² and ω²", Source: "Fisher 1925; Hays 1963"},
	{Name: "balanced_error", Title: "least balanced error of predicting a group from one column", Source: "Feldman et al. 2015, KDD"},
	{Name: "feldman_certificate", Title: "what balanced error rules out disparate impact", Source: "Feldman et al. 2015, KDD, theorem 4.1"},
	{Name: "multiclass", Title: "decisions of many classes compared class by class", Source: "Bross 1958, Biometrics 14:18; Holm 1979"},
	{Name: "exact_independence", Title: "exact test that two groups get the categories alike, over all tables with the same margins", Source: "Freeman and Halton 1951, Biometrika 38:141"},
	{Name: "monte_carlo_independence", Title: "the same, estimated by dealing the people out at random", Source: "North, Curtis and Sham 2002, American Journal of Human Genetics 71:439"},
	{Name: "ridit", Title: "how often a person of one group gets a higher class than one of another, ties half", Source: "Bross 1958, Biometrics 14:18"},
	{Name: "mann_whitney_exact", Title: "exact test of equal laws of ordered classes, by midranks over all ways to deal the people out", Source: "Mann and Whitney 1947, Annals of Mathematical Statistics 18:50; Lehmann 1975, Nonparametrics"},
	{Name: MethodMacro, Title: "interval of a mean of independent rates, from their Wilson intervals", Source: "Zou and Donner 2008, Statistics in Medicine 27:1693"},
}

// Methods returns every method of this package in a fixed order.
func Methods() []infer.Method { return slices.Clone(methods) }
