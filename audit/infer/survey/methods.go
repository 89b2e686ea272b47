package survey

import (
	"slices"

	"auditd/audit/infer"
)

// methods is the registry, in the order in which it is shown.
var methods = []infer.Method{
	{Name: "r_indicator", Title: "how alike the chances of being sampled are", Source: "Schouten, Cobben and Bethlehem 2009, Survey Methodology 35:101"},
	{Name: "partial_r_indicator", Title: "part of one variable in unlike chances of being sampled", Source: "Schouten, Shlomo and Skinner 2011, Journal of Official Statistics 27:231"},
	{Name: "post_stratification", Title: "weights that give a sample the shares of its population", Source: "Holt and Smith 1979, Journal of the Royal Statistical Society A 142:33"},
	{Name: "kish", Title: "design effect and effective number of weighted people", Source: "Kish 1965, Survey Sampling"},
	{Name: "raking", Title: "weights that meet several margins", Source: "Deming and Stephan 1940, Annals of Mathematical Statistics 11:427"},
	{Name: "linearised_ratio", Title: "interval of a ratio of rates under a design", Source: "Binder 1983, International Statistical Review 51:279"},
	{Name: "linearised_difference", Title: "interval of a difference of rates under a design", Source: "Binder 1983, International Statistical Review 51:279"},
	{Name: "linearised_t", Title: "test of equal rates under a design", Source: "Binder 1983, International Statistical Review 51:279"},
	{Name: "korn_graubard", Title: "interval of one rate under a design", Source: "Korn and Graubard 1998, Survey Methodology 24:193"},
	{Name: "korn_graubard_exact", Title: "interval of a rate of 0 or 1 under a design", Source: "Korn and Graubard 1998, Survey Methodology 24:193"},
	{Name: "rao_scott_f", Title: "test that all groups have one rate under a design, first-order correction", Source: "Rao and Scott 1984, Annals of Statistics 12:46; 1987, Annals of Statistics 15:385"},
}

// Methods returns every method of this package in a fixed order.
func Methods() []infer.Method { return slices.Clone(methods) }
