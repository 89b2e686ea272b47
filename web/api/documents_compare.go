package api

import "time"

// Comparison sets an audit against an earlier one of the same system.
type Comparison struct {
	Before       ComparedSide       `json:"before"`       // The audit that began first.
	After        ComparedSide       `json:"after"`        // The later one.
	Continues    bool               `json:"continues"`    // Whether the later case continues the evidence of the earlier run.
	Independence string             `json:"independence"` // Whether the people are others, by the digests of the files: independent, overlap, same or unknown.
	Confidence   float64            `json:"confidence"`   // Of intervals: that of the later plan.
	Tests        int                `json:"tests"`        // How many hypotheses were tested; p-values are adjusted for all of them.
	Notices      []string           `json:"notices"`      // Keys of what a reader must know before using any number.
	Plan         []ChangedKey       `json:"plan"`         // Keys of the plan that differ.
	Criteria     []ChangedCriterion `json:"criteria"`     // Verdicts of the rules in both audits.
	Gaps         []ChangedGap       `json:"gaps"`         // Comparisons of two groups that both audits have.
	Rates        []ChangedRate      `json:"rates"`        // Rates of one group that both audits have.
	Groups       []ChangedGroup     `json:"groups"`       // Groups that have people in one audit only.
}

// ComparedSide is one of the two audits.
type ComparedSide struct {
	Case       string    `json:"case"`        // Number of the case.
	Run        int       `json:"run"`         // Number of the run within the case, from 1.
	Started    time.Time `json:"started_at"`  // When the run began.
	Title      string    `json:"title"`       // Title of the case in Chinese.
	TitleEn    string    `json:"title_en"`    // Title of the case in English.
	System     string    `json:"system"`      // Name of the system that was audited.
	Results    string    `json:"results"`     // SHA-256 of results.json.
	PlanSHA256 string    `json:"plan_sha256"` // SHA-256 of the plan.
	Rows       int64     `json:"rows"`        // Rows that were counted.
}

// ChangedKey is one key of the plan that differs.
type ChangedKey struct {
	Key    string `json:"key"`                                                   // As in the plan: columns.decision.favourable.
	Before string `json:"before"`                                                // As JSON, empty where the plan has no such key.
	After  string `json:"after"`                                                 // Likewise.
	Effect string `json:"effect" enum:"none,caution,judgement,definition,reach"` // What it does to the numbers; those that rest on another definition are not compared.
}

// ChangedCriterion is the verdict of one rule over one set of attributes in both audits.
type ChangedCriterion struct {
	Rule       string   `json:"rule"`       // Name of the rule.
	Metric     string   `json:"metric"`     // Name of the metric it judges.
	Attributes []string `json:"attributes"` // Attributes whose groups it judges.
	Before     string   `json:"before"`     // Empty when the earlier audit did not apply it.
	After      string   `json:"after"`      // Empty when the later audit does not apply it.
}

// GroupPart is one condition of a group.
type GroupPart struct {
	Attribute string `json:"attribute"` // Name of the attribute.
	Value     string `json:"value"`     // Its value.
}

// ChangedGap is the comparison of two groups in both audits.
type ChangedGap struct {
	Metric        string      `json:"metric"`                                                             // Name of the metric.
	Kind          string      `json:"kind" enum:"ratio,difference"`                                       // How the two rates are compared.
	Against       string      `json:"against"`                                                            // What the group is held against: reference or complement.
	Group         []GroupPart `json:"group"`                                                              // The group.
	Reference     []GroupPart `json:"reference"`                                                          // The group it is held against, empty for everybody else.
	Stratum       []GroupPart `json:"stratum"`                                                            // Within whom, empty for everybody.
	Judged        bool        `json:"judged"`                                                             // Whether rules of both plans judge it.
	Before        *float64    `json:"before,omitempty"`                                                   // Absent when undefined.
	After         *float64    `json:"after,omitempty"`                                                    // Likewise.
	BeforeN       int64       `json:"before_n"`                                                           // People that the group's rate rests on.
	AfterN        int64       `json:"after_n"`                                                            // Likewise.
	Value         *float64    `json:"value,omitempty"`                                                    // After minus before of differences, after over before of ratios; absent when undefined.
	Lower         *float64    `json:"lower,omitempty"`                                                    // Of the interval for the value, absent without one.
	Upper         *float64    `json:"upper,omitempty"`                                                    // Likewise; absent without bound too.
	PAdjusted     *float64    `json:"p_adjusted,omitempty"`                                               // Of no change, adjusted; absent without a test.
	Verdict       string      `json:"verdict" enum:"improved,worse,changed,no_change_shown,not_compared"` // What can be said; no change shown is never unchanged.
	Why           string      `json:"why,omitempty"`                                                      // Key of the reason why there is no test.
	BeforeVerdict string      `json:"before_verdict"`                                                     // Of the comparison itself in the earlier audit.
	AfterVerdict  string      `json:"after_verdict"`                                                      // Of the comparison itself in the later audit.
	Cause         string      `json:"cause,omitempty"`                                                    // Why these two differ: data, plan, precision, chance or open; absent when they do not.
}

// ChangedRate is one metric of one group in both audits.
type ChangedRate struct {
	Metric    string      `json:"metric"`                                                   // Name of the metric.
	Group     []GroupPart `json:"group"`                                                    // The group, empty for everybody.
	Stratum   []GroupPart `json:"stratum"`                                                  // Within whom, empty for everybody.
	Before    *float64    `json:"before,omitempty"`                                         // Absent when undefined.
	After     *float64    `json:"after,omitempty"`                                          // Likewise.
	BeforeN   int64       `json:"before_n"`                                                 // People that the rate rests on.
	AfterN    int64       `json:"after_n"`                                                  // Likewise.
	Value     *float64    `json:"value,omitempty"`                                          // After minus before, absent when undefined.
	Lower     *float64    `json:"lower,omitempty"`                                          // Of the interval for the value, absent without one.
	Upper     *float64    `json:"upper,omitempty"`                                          // Likewise.
	PAdjusted *float64    `json:"p_adjusted,omitempty"`                                     // Of no change, adjusted; absent without a test.
	Verdict   string      `json:"verdict" enum:"higher,lower,no_change_shown,not_compared"` // What can be said.
	Why       string      `json:"why,omitempty"`                                            // Key of the reason why there is no test.
}

// ChangedGroup is a group with people in one audit only.
type ChangedGroup struct {
	Group  []GroupPart `json:"group"`    // The group.
	Before int64       `json:"before_n"` // People in the earlier audit.
	After  int64       `json:"after_n"`  // People in the later audit.
}
