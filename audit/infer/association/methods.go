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
}

// Methods returns every method of this package in a fixed order.
func Methods() []infer.Method { return slices.Clone(methods) }
