package labels

import (
	"slices"

	"auditd/audit/infer"
)

// methods is the registry, in the order in which it is shown.
var methods = []infer.Method{
	{Name: "manski_bounds", Title: "bounds of rates, differences and ratios with labels missing", Source: "Manski 1989, Journal of Human Resources 24:343"},
	{Name: "imbens_manski", Title: "interval of a rate with labels missing", Source: "Imbens and Manski 2004, Econometrica 72:1845"},
	{Name: "rogan_gladen", Title: "rate freed of known misclassification", Source: "Rogan and Gladen 1978, American Journal of Epidemiology 107:71"},
	{Name: "tipping_point", Title: "differential error that would explain a disparity", Source: "Lash, Fox and Fink 2009, Applying Quantitative Bias Analysis"},
	{Name: "cohen_kappa", Title: "agreement of two annotators beyond chance", Source: "Cohen 1960; Fleiss, Cohen and Everitt 1969, Psychological Bulletin 72:323"},
	{Name: "kappa_z", Title: "test of equal agreement on two groups", Source: "Fleiss, Cohen and Everitt 1969, Psychological Bulletin 72:323"},
	{Name: "krippendorff_alpha", Title: "agreement of any annotators beyond chance", Source: "Krippendorff 2004, Content Analysis"},
	{Name: "mcnemar_exact", Title: "exact test that changes go both ways alike", Source: "McNemar 1947, Psychometrika 12:153"},
	{Name: "mcnemar", Title: "test that changes go both ways alike", Source: "McNemar 1947, Psychometrika 12:153"},
	{Name: "paired_wald", Title: "interval of a net share of changes", Source: "Agresti 2013, Categorical Data Analysis, section 11.1"},
	{Name: "exact_upper_bound", Title: "one-sided bound of a share of which none was seen", Source: "Clopper and Pearson 1934, Biometrika 26:404"},
	{Name: "mantel_haenszel_dif", Title: "question harder for one group at equal total score", Source: "Holland and Thayer 1988"},
	{Name: "consistency", Title: "decisions alike on people alike", Source: "Zemel, Wu, Swersky, Pitassi and Dwork 2013, ICML"},
	{Name: "neighbour_jackknife", Title: "interval of the consistency of neighbours", Source: "Efron 1982, The Jackknife, the Bootstrap and Other Resampling Plans; Abadie and Imbens 2008, Econometrica 76:1537, for why not the bootstrap"},
}

// Methods returns every method of this package in a fixed order.
func Methods() []infer.Method { return slices.Clone(methods) }
