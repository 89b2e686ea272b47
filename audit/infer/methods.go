package infer

import "slices"

// A Method is an interval, a test or an adjustment of this package, for lists of what an audit can use.
type Method struct {
	Name   string // as it stands in audit.Interval.Method, audit.Test.Name or audit.Test.Method
	Title  string // what it is, in a few words of English
	Source string // the paper, or the section of the specification, that defines it
}

// methods is the registry, in the order in which it is shown.
var methods = []Method{
	{"wilson", "score interval of one proportion", "Wilson 1927, Journal of the American Statistical Association 22:209"},
	{"wilson_corrected", "score interval of one proportion with continuity correction", "Newcombe 1998, Statistics in Medicine 17:857"},
	{"clopper_pearson", "exact interval of one proportion", "Clopper and Pearson 1934, Biometrika 26:404"},
	{"jeffreys", "interval of one proportion from the prior Beta(½, ½)", "Brown, Cai and DasGupta 2001, Statistical Science 16:101"},
	{"newcombe", "hybrid score interval of a difference of proportions", "Newcombe 1998, Statistics in Medicine 17:873, method 10"},
	{"miettinen_nurminen", "score interval of a difference of proportions", "Miettinen and Nurminen 1985, Statistics in Medicine 4:213"},
	{"mee", "score interval of a difference of proportions without N/(N−1)", "Mee 1984, Biometrics 40:1175"},
	{"koopman", "score interval of a ratio of proportions", "Koopman 1984, Biometrics 40:513"},
	{"miettinen_nurminen_ratio", "score interval of a ratio of proportions with N/(N−1)", "Miettinen and Nurminen 1985, Statistics in Medicine 4:213"},
	{"katz", "log interval of a ratio of proportions", "Katz, Baptista, Azen and Pike 1978, Biometrics 34:469"},
	{"score_z", "score test of two equal proportions", "Pearson 1900, Philosophical Magazine 50:157"},
	{"score_z_effective", "score test of two equal proportions on effective numbers of weighted people", "Kish 1965, Survey Sampling, for the effective numbers; Pearson 1900 for the test"},
	{"boschloo", "unconditional exact test of two equal proportions ordered by Fisher's p-value", "Boschloo 1970, Statistica Neerlandica 24:1"},
	{"barnard", "unconditional exact test of two equal proportions ordered by the score z", "Suissa and Shuster 1985, Journal of the Royal Statistical Society A 148:317"},
	{"fisher_exact", "conditional exact test of two equal proportions", "Fisher 1935, Journal of the Royal Statistical Society 98:39"},
	{"fisher_mid_p", "conditional exact test of two equal proportions with mid-p", "Lydersen, Fagerland and Laake 2009, Statistics in Medicine 28:1159"},
	{"chi_squared_yates", "chi-squared test of two equal proportions with continuity correction, for comparison only", "Yates 1934, Journal of the Royal Statistical Society Supplement 1:217"},
	{"chi_squared", "chi-squared test of equal proportions in many groups, or of counts against fixed shares", "Pearson 1900, Philosophical Magazine 50:157"},
	{"g", "likelihood-ratio test of counts against fixed shares", "Wilks 1938, Annals of Mathematical Statistics 9:60"},
	{"cressie_read", "power-divergence test of counts against fixed shares, λ = 2/3", "Cressie and Read 1984, Journal of the Royal Statistical Society B 46:440"},
	{"exact_multinomial", "exact test of counts against fixed shares", "Cressie and Read 1984, Journal of the Royal Statistical Society B 46:440"},
	{"monte_carlo_multinomial", "exact test of counts against fixed shares, estimated from random tables", "North, Curtis and Sham 2002, American Journal of Human Genetics 71:439"},
	{"holm", "adjustment for the family-wise error, under any dependence", "Holm 1979, Scandinavian Journal of Statistics 6:65"},
	{"bh", "adjustment for the false discovery rate, under independence or positive dependence", "Benjamini and Hochberg 1995, Journal of the Royal Statistical Society B 57:289"},
	{"ebh", "adjustment for the false discovery rate by e-values, under any dependence", "Wang and Ramdas 2022, Journal of the Royal Statistical Society B 84:822; Vovk and Wang 2021, Annals of Statistics 49:1736"},
	{"by", "adjustment for the false discovery rate, under any dependence", "Benjamini and Yekutieli 2001, Annals of Statistics 29:1165"},
	{"none", "no adjustment", "unadjusted p-values, to be read one at a time"},
}

// Methods returns every interval, test and adjustment, intervals first, then tests, then adjustments.
func Methods() []Method { return slices.Clone(methods) }
