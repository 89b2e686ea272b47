package metric

// complements are the rates that say the same as another one of the same people, turned round: a test that the one is equal in two
// groups is the test that the other is. Such a pair is one hypothesis and counts once in its family.
var complements = map[string]string{
	"favourable_rate":      "selection_rate",
	"false_negative_rate":  "true_positive_rate",
	"true_negative_rate":   "false_positive_rate",
	"false_discovery_rate": "positive_predictive_value",
	"false_omission_rate":  "negative_predictive_value",
	"error_rate":           "accuracy",
}

// Hypothesis returns the name under which a metric's test is counted: that of the rate whose complement it is, else its own.
func Hypothesis(name string) string {
	if c, ok := complements[name]; ok {
		return c
	}
	return name
}
