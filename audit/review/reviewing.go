package review

import (
	"slices"
	"time"
)

// An Assessment is what a member, or the committee, holds of one criterion.
type Assessment string

// The assessments.
const (
	Met          Assessment = "met"
	PartlyMet    Assessment = "partly_met"
	NotMet       Assessment = "not_met"
	CannotAssess Assessment = "cannot_assess"
)

// A Verdict is what a member proposes and the committee resolves.
type Verdict string

// The verdicts.
const (
	Pass         Verdict = "pass"
	Conditional  Verdict = "conditional"
	Fail         Verdict = "fail"
	Inconclusive Verdict = "inconclusive"
)

// Verdicts returns the verdicts in the order of the constants.
func Verdicts() []Verdict { return []Verdict{Pass, Conditional, Fail, Inconclusive} }

// A Criterion is something a case is assessed by. No case passes while a mandatory criterion is not met.
type Criterion struct {
	Name      string `json:"name"` // key of the message catalogues
	Mandatory bool   `json:"mandatory"`
}

// DefaultCriteria returns fairness, effectiveness and scientificity, which the studies of open government data ask an expert
// committee to examine. All but effectiveness are mandatory.
func DefaultCriteria() []Criterion {
	return []Criterion{{Name: "fairness", Mandatory: true}, {Name: "effectiveness"}, {Name: "scientificity", Mandatory: true}}
}

// A CriterionAssessment is the assessment of one criterion with its reasons.
type CriterionAssessment struct {
	Criterion  string     `json:"criterion"`
	Assessment Assessment `json:"assessment"`
	Reasons    string     `json:"reasons"`
}

// A Review is what one member found. Before the release only the member sees it.
type Review struct {
	Member   AccountID             `json:"member"`
	At       time.Time             `json:"at"`
	Run      RunID                 `json:"run"` // the run that was current when it was filed
	Verdict  Verdict               `json:"verdict"`
	Criteria []CriterionAssessment `json:"criteria"`
}

// FileReview files the actor's review.
type FileReview struct {
	Verdict  Verdict               `json:"verdict"`
	Criteria []CriterionAssessment `json:"criteria"`
}

// ReleaseReviews opens all reviews to the panel together.
type ReleaseReviews struct{}

// ReleaseEarly opens the reviews while some are missing. The statement is part of the record.
type ReleaseEarly struct {
	Statement string `json:"statement"`
}

// A Finding is something the committee holds against the system, anchored to what shows it.
type Finding struct {
	ID       string   `json:"id"`
	Text     string   `json:"text"`
	Severity string   `json:"severity"` // low, medium, high
	Anchors  []string `json:"anchors"`  // stable keys such as metric=false_positive_rate&group=…
}

// IssueFindings ends the review with findings over a frozen snapshot.
type IssueFindings struct {
	Findings []Finding `json:"findings"`
	Snapshot Digest    `json:"snapshot"`
}

// The names of the acts.
const (
	ActionFileReview     Action = "file_review"
	ActionReleaseReviews Action = "release_reviews"
	ActionReleaseEarly   Action = "release_early"
	ActionIssueFindings  Action = "issue_findings"
)

// Action returns file_review.
func (*FileReview) Action() Action { return ActionFileReview }

// Action returns release_reviews.
func (*ReleaseReviews) Action() Action { return ActionReleaseReviews }

// Action returns release_early.
func (*ReleaseEarly) Action() Action { return ActionReleaseEarly }

// Action returns issue_findings.
func (*IssueFindings) Action() Action { return ActionIssueFindings }

func (a *FileReview) apply(c *Case, e Event) {
	c.Reviews = added(c.Reviews, Review{Member: e.Actor, At: e.At, Run: c.Run().ID, Verdict: a.Verdict, Criteria: slices.Clone(a.Criteria)})
}

func (a *ReleaseReviews) apply(c *Case, e Event) { c.Released, c.ReleasedAt = true, e.At }
func (a *ReleaseEarly) apply(c *Case, e Event) {
	c.Released, c.ReleasedAt, c.Early = true, e.At, a.Statement
}

func (a *IssueFindings) apply(c *Case, e Event) {
	c.Findings, c.FindingsAt, c.Snapshot = slices.Clone(a.Findings), e.At, a.Snapshot
}

func (a *ReleaseEarly) reason() string { return a.Statement }

// judgeCriteria returns why a verdict with its assessments cannot stand: each criterion once, with reasons, and no pass while a
// mandatory one is not met.
func judgeCriteria(criteria []Criterion, v Verdict, assessed []CriterionAssessment) Reason {
	if !slices.Contains(Verdicts(), v) {
		return ReasonIncomplete
	}
	if len(assessed) != len(criteria) {
		return ReasonCriteria
	}
	for _, c := range criteria {
		i := slices.IndexFunc(assessed, func(a CriterionAssessment) bool { return a.Criterion == c.Name })
		if i < 0 || !said(assessed[i].Reasons) || !slices.Contains([]Assessment{Met, PartlyMet, NotMet, CannotAssess}, assessed[i].Assessment) {
			return ReasonCriteria
		}
	}
	for _, c := range criteria {
		i := slices.IndexFunc(assessed, func(a CriterionAssessment) bool { return a.Criterion == c.Name })
		if v == Pass && c.Mandatory && assessed[i].Assessment != Met && assessed[i].Assessment != PartlyMet {
			return ReasonInconsistent
		}
	}
	return ""
}

var (
	reviewComplete = Guard{Name: "every_criterion_with_reasons", Check: func(f Facts) Reason {
		a := f.Act.(*FileReview)
		return judgeCriteria(f.Case.Criteria, a.Verdict, a.Criteria)
	}}
	notFiled     = holds("not_filed_yet", ReasonFiled, func(f Facts) bool { return !f.Case.HasFiled(f.Actor.Account) })
	allFiled     = holds("all_reviews_filed", ReasonReviewsMissing, func(f Facts) bool { return allReviewsIn(f.Case) })
	someFiled    = holds("a_review_filed", ReasonReviewsMissing, func(f Facts) bool { return len(f.Case.Reviews) > 0 })
	areReleased  = holds("reviews_released", ReasonNotReleased, func(f Facts) bool { return f.Case.Released })
	findAnchored = holds("findings_anchored", ReasonNotAnchored, func(f Facts) bool {
		for _, x := range f.Act.(*IssueFindings).Findings {
			if !said(x.ID) || !said(x.Text) || len(x.Anchors) == 0 || !slices.ContainsFunc(x.Anchors, said) ||
				!slices.Contains([]string{"low", "medium", "high"}, x.Severity) {
				return false
			}
		}
		return true
	})
	snapshotNamed = holds("snapshot_named", ReasonIncomplete, func(f Facts) bool { return isDigest(f.Act.(*IssueFindings).Snapshot) })
)

// allReviewsIn reports whether every seated member has filed and the panel is as large as it has to be.
func allReviewsIn(c Case) bool {
	members, _ := PanelSize(c.ImpactLevel)
	for _, m := range c.Panel {
		if m.Recused == "" && !c.HasFiled(m.Account) {
			return false
		}
	}
	return len(c.Reviews) >= members
}

var reviewingRows = slices.Concat(
	stays([]State{UnderReview}, ActionFileReview, RoleCommitteeMember, seated, independent, unreleased, notFiled, reviewComplete),
	stays([]State{UnderReview}, ActionReleaseReviews, RoleSystem, unreleased, noRecusalPending, allFiled),
	stays([]State{UnderReview}, ActionReleaseReviews, RoleSecretary, independent, unreleased, noRecusalPending, allFiled),
	stays([]State{UnderReview}, ActionReleaseEarly, RoleChair, independent, unreleased, noRecusalPending, someFiled, reasonGiven),
	rows([]State{UnderReview}, ActionIssueFindings, RoleChair, FindingsIssued, independent, areReleased, findAnchored, snapshotNamed),
)
