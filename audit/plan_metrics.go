package audit

// furtherMetrics are the metrics that are measured on request, in the order of the catalogue.
var furtherMetrics = []string{
	"threat_score", "f1_score", "cohen_d", "independence_information", "separation_information", "sufficiency_information",
}

// FurtherMetricNeedsLabel reports whether the metric of that name compares decisions with labels. The others need decisions alone.
func FurtherMetricNeedsLabel(name string) bool {
	return name != "cohen_d" && name != "independence_information"
}

// FurtherMetrics returns the names that the metrics of a plan may hold: numbers that other tools offer, which say nothing about
// groups that the usual ones do not say more plainly, and which are therefore measured only when asked for.
func FurtherMetrics() []string { return append([]string(nil), furtherMetrics...) }
