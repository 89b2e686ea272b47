package service

import (
	"fmt"

	"auditd/audit"
	"auditd/audit/infer"
	"auditd/audit/review"
)

// leastPublic is the smallest count that is published.
const leastPublic = 10

// publicLevel is the level of the intervals that are published, whatever level the plan judges by.
const publicLevel = 0.95

// A Summary is what the public reads of an audit: the words of the committee and of the department, and counts by single
// attributes. It is coarse on purpose. An attribute in which any count is below 10, zero included, is withheld as a whole, so that
// nothing can be found by subtraction within it, and so is one that would tell a small count by subtraction from another attribute, from
// everybody or from an earlier summary of the same system, or together with another attribute that it nests with; combinations of attributes, strata, labels, scores and rows that were not counted
// are never published. What the committee wrote is published as written: no program sees whether its words give a small group away.
type Summary struct {
	Case         CaseID               `json:"case"`
	Title        string               `json:"title"`
	TitleEn      string               `json:"title_en"`
	Department   string               `json:"department"`
	DepartmentEn string               `json:"department_en"`
	Region       string               `json:"region"`
	Subject      string               `json:"subject"`
	System       string               `json:"system"`
	Purpose      string               `json:"purpose"`
	Favourable   bool                 `json:"favourable"` // being selected is good for the person
	Decided      bool                 `json:"decided"`    // the data hold decisions
	People       int64                `json:"people"`     // counted; 0 when withheld
	Criteria     []PublicCriterion    `json:"criteria"`
	Attributes   []PublicAttribute    `json:"attributes"`
	Findings     []Finding            `json:"findings"`
	Reply        *review.Reply        `json:"reply"`
	Answers      []Answer             `json:"answers"`
	Early        string               `json:"early_release,omitempty"`
	Resolution   *review.Resolution   `json:"resolution"`
	Signers      []string             `json:"signers"`
	Recused      []string             `json:"recused"` // grounds
	Names        map[AccountID]string `json:"names"`   // of those who dissent
	Digest       Digest               `json:"signed_sha256"`
}

// A PublicCriterion is one rule's answer, without numbers.
type PublicCriterion struct {
	Rule       string        `json:"rule"`
	Metric     string        `json:"metric"`
	Attributes []string      `json:"attributes"`
	Verdict    audit.Verdict `json:"verdict"`
}

// A PublicAttribute holds the counts by one attribute, none when they are withheld.
type PublicAttribute struct {
	Name     string        `json:"name"`
	Withheld bool          `json:"withheld"`
	Groups   []PublicGroup `json:"groups"`
}

// A PublicGroup is the people of one group by the system's decision.
type PublicGroup struct {
	Value       string `json:"value"`
	People      int64  `json:"people"`
	Selected    int64  `json:"selected"`
	NotSelected int64  `json:"not_selected"`
	Undecided   int64  `json:"undecided"` // whose decision is missing
}

// small reports whether publishing the group would show a count below the limit. Nobody undecided is no count.
func (g PublicGroup) small() bool {
	return g.People < leastPublic || g.Selected < leastPublic || g.NotSelected < leastPublic || g.Undecided > 0 && g.Undecided < leastPublic
}

// Share returns the share of the people with a decision who were selected.
func (g PublicGroup) Share() float64 { return float64(g.Selected) / float64(g.Selected+g.NotSelected) }

// Interval returns the 95 % interval of the share (Wilson 1927; methods 4.1). It follows from the published counts and tells nothing
// besides.
func (g PublicGroup) Interval() audit.Interval {
	return infer.Wilson(infer.P(g.Selected, g.Selected+g.NotSelected), publicLevel)
}

// Safe reports whether no count in the summary is below the limit: the check before publication, made on what is published.
func (p *Summary) Safe() bool {
	for _, a := range p.Attributes {
		for _, g := range a.Groups {
			if a.Withheld || g.small() {
				return false
			}
		}
	}
	return p.People == 0 || p.People >= leastPublic
}

// summaryOf takes from an audit what may be published.
func summaryOf(a *audit.Audit) *Summary {
	p := &Summary{System: a.Plan.System.Name, Purpose: a.Plan.System.Purpose, Decided: a.Plan.Columns.Decision != nil}
	if p.Decided {
		p.Favourable = a.Plan.Columns.Decision.Favourable
	}
	if a.Rows.Counted >= leastPublic {
		p.People = a.Rows.Counted
	}
	for _, c := range a.Criteria {
		p.Criteria = append(p.Criteria, PublicCriterion{c.Rule, c.Metric, c.Attributes, c.Verdict})
	}
	var columns []string
	for _, x := range a.Plan.Columns.Attributes {
		p.Attributes = append(p.Attributes, publicAttribute(a, x.Name))
		columns = append(columns, x.Column)
	}
	p.withholdDifferences(columns, a.Rows.Counted)
	p.withholdNested(a)
	return p
}

// publicAttribute takes the counts of one attribute, all or none.
func publicAttribute(a *audit.Audit, name string) PublicAttribute {
	out := PublicAttribute{Name: name}
	for _, e := range a.Estimates {
		if e.Metric != "selection_rate" || len(e.Stratum) > 0 || len(e.Group) != 1 || e.Group[0].Attribute != name {
			continue
		}
		g := PublicGroup{Value: e.Group[0].Value, People: e.N, Selected: e.Numerator, NotSelected: e.Denominator - e.Numerator, Undecided: e.N - e.Denominator}
		out.Withheld = out.Withheld || g.small()
		out.Groups = append(out.Groups, g)
	}
	if out.Withheld || len(out.Groups) == 0 {
		out.withhold()
	}
	return out
}

// Count returns how many of the criteria have the verdict.
func (p *Summary) Count(v audit.Verdict) int {
	n := 0
	for _, c := range p.Criteria {
		if c.Verdict == v {
			n++
		}
	}
	return n
}

// resolved are the words for a resolution in the sentence of the catalogue.
var resolved = map[string]map[Verdict]string{
	"zh": {review.Pass: "通过", review.Conditional: "有条件通过", review.Fail: "不通过", review.Inconclusive: "证据不足"},
	"en": {review.Pass: "passed", review.Conditional: "passed on conditions", review.Fail: "failed", review.Inconclusive: "inconclusive"},
}

// Sentence returns the summary in one sentence, "zh" or "en", for the catalogue.
func (p *Summary) Sentence(lang string) string {
	d, y, i := p.Count(audit.DisparityShown), p.Count(audit.ParityShown), p.Count(audit.Inconclusive)
	word := resolved[lang][p.Resolution.Verdict]
	if lang == "zh" {
		return fmt.Sprintf("委员会决议：%s。在 %d 项判定中，%d 项显示差异，%d 项显示均等，%d 项证据不足。", word, d+y+i, d, y, i)
	}
	return fmt.Sprintf("The committee's resolution: %s. Of %d criteria, %d show a disparity, %d show parity and %d are inconclusive.", word, d+y+i, d, y, i)
}
