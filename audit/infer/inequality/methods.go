package inequality

import (
	"slices"

	"auditd/audit/infer"
)

// methods is the registry, in the order in which it is shown.
var methods = []infer.Method{
	{Name: "generalised_entropy", Title: "generalised entropy within and between groups", Source: "Shorrocks 1980, Econometrica 48:613"},
	{Name: "theil", Title: "generalised entropy with α = 1", Source: "Theil 1967, Economics and Information Theory"},
	{Name: "mean_log_deviation", Title: "generalised entropy with α = 0", Source: "Theil 1967, Economics and Information Theory"},
	{Name: "coefficient_of_variation", Title: "standard deviation over mean", Source: "Speicher et al. 2018, KDD, on benefits"},
	{Name: "atkinson", Title: "share that an even spread could do without", Source: "Atkinson 1970, Journal of Economic Theory 2:244"},
	{Name: "gini", Title: "half the mean absolute difference over the mean", Source: "Gini 1912"},
	{Name: "concentration", Title: "concentration along a ranking, with corrections for yes and no", Source: "Kakwani, Wagstaff and van Doorslaer 1997, Journal of Econometrics 77:87; Wagstaff 2005; Erreygers 2009"},
	{Name: "concentration_linear", Title: "interval of a concentration index", Source: "Kakwani, Wagstaff and van Doorslaer 1997, Journal of Econometrics 77:87"},
}

// Methods returns every method of this package in a fixed order.
func Methods() []infer.Method { return slices.Clone(methods) }
