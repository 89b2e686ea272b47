package review

import "auditd/audit"

// A Reason says why an act is refused: a key of the message catalogues. "" is no refusal.
type Reason string

// The reasons.
const (
	ReasonState            Reason = "state_does_not_allow"
	ReasonRole             Reason = "role_does_not_allow"
	ReasonNotOwnDepartment Reason = "not_own_department"
	ReasonDepartment       Reason = "of_submitting_department"
	ReasonIncomplete       Reason = "incomplete"
	ReasonNoReason         Reason = "reason_missing"
	ReasonChecks           Reason = "checks_not_passed"
	ReasonChecksPassed     Reason = "checks_passed"
	ReasonRunKnown         Reason = "run_already_known"
	ReasonOtherRun         Reason = "not_the_current_run"
	ReasonPanelSmall       Reason = "panel_too_small"
	ReasonNoExternal       Reason = "external_members_missing"
	ReasonNoMemberRole     Reason = "not_a_committee_member"
	ReasonOnPanel          Reason = "already_on_panel"
	ReasonNotOnPanel       Reason = "not_on_panel"
	ReasonRecused          Reason = "recused"
	ReasonNotOther         Reason = "not_for_another"
	ReasonDeclared         Reason = "already_declared"
	ReasonFiled            Reason = "review_already_filed"
	ReasonReleased         Reason = "reviews_already_released"
	ReasonNotReleased      Reason = "reviews_not_released"
	ReasonReviewsMissing   Reason = "reviews_missing"
	ReasonCriteria         Reason = "criteria_not_all_assessed"
	ReasonInconsistent     Reason = "verdict_contradicts_criteria"
	ReasonNotAnchored      Reason = "finding_not_anchored"
	ReasonReplied          Reason = "reply_already_settled"
	ReasonClockExpired     Reason = "reply_clock_expired"
	ReasonClockRunning     Reason = "reply_clock_running"
	ReasonNoReply          Reason = "reply_not_settled"
	ReasonUnanswered       Reason = "reply_not_answered"
	ReasonDissent          Reason = "dissent_not_grounded"
	ReasonNotFiled         Reason = "no_review_filed"
	ReasonSigned           Reason = "already_signed"
	ReasonDigest           Reason = "other_digest"
	ReasonSignatures       Reason = "signatures_missing"
	ReasonSamePerson       Reason = "same_person"
	ReasonNotProposed      Reason = "not_proposed"
	ReasonNotDue           Reason = "not_due"
	ReasonNothingToCorrect Reason = "nothing_to_correct"
	ReasonNoNewRun         Reason = "no_new_run"
	ReasonRecusalPending   Reason = "recusal_pending"
	ReasonChairDecides     Reason = "chair_decides"
	ReasonSecretaryDecides Reason = "secretary_decides"
	ReasonProofUnknown     Reason = "proof_unknown"
	ReasonProofOther       Reason = "proof_of_other_system"
	ReasonProofUnpublished Reason = "proof_not_published"
	ReasonProofEarlier     Reason = "proof_measured_before_findings"
	ReasonProofFailed      Reason = "proof_not_passed"
)

// reasons holds the kind of error and the English sentence of every reason.
var reasons = map[Reason]struct {
	kind audit.Kind
	text string
}{
	ReasonState:            {audit.Conflict, "the state of the case does not allow this"},
	ReasonRole:             {audit.Denied, "this needs another role"},
	ReasonNotOwnDepartment: {audit.Denied, "this is for the submitting department only"},
	ReasonDepartment:       {audit.Denied, "a person tied to the submitting department may not take part"},
	ReasonIncomplete:       {audit.Invalid, "something that is required is missing"},
	ReasonNoReason:         {audit.Invalid, "a reason is required"},
	ReasonChecks:           {audit.Conflict, "not every check has passed"},
	ReasonChecksPassed:     {audit.Conflict, "every check has passed"},
	ReasonRunKnown:         {audit.Conflict, "the case has a run of this name already"},
	ReasonOtherRun:         {audit.Conflict, "this is not the current run of the case"},
	ReasonPanelSmall:       {audit.Conflict, "the panel has fewer members than the impact level asks for"},
	ReasonNoExternal:       {audit.Conflict, "the panel has fewer external members than the impact level asks for"},
	ReasonNoMemberRole:     {audit.Invalid, "the account is not a committee member"},
	ReasonOnPanel:          {audit.Conflict, "the account is or was on the panel already"},
	ReasonNotOnPanel:       {audit.Denied, "the account is not on the panel"},
	ReasonRecused:          {audit.Denied, "the member is recused"},
	ReasonNotOther:         {audit.Denied, "a member can do this for themself only"},
	ReasonDeclared:         {audit.Conflict, "the member has declared already"},
	ReasonFiled:            {audit.Conflict, "the member has filed a review already"},
	ReasonReleased:         {audit.Conflict, "the reviews are released already"},
	ReasonNotReleased:      {audit.Conflict, "the reviews are not released yet"},
	ReasonReviewsMissing:   {audit.Conflict, "not every member has filed a review"},
	ReasonCriteria:         {audit.Invalid, "every criterion needs an assessment and reasons, once"},
	ReasonInconsistent:     {audit.Invalid, "the verdict contradicts the criteria"},
	ReasonNotAnchored:      {audit.Invalid, "every finding needs a metric, figure or field and a severity"},
	ReasonReplied:          {audit.Conflict, "the reply is settled already"},
	ReasonClockExpired:     {audit.Conflict, "the time for the reply is over"},
	ReasonClockRunning:     {audit.Conflict, "the time for the reply is not over"},
	ReasonNoReply:          {audit.Conflict, "the department has neither replied nor let the time pass"},
	ReasonUnanswered:       {audit.Invalid, "every point of the reply needs an answer with reasons, once"},
	ReasonDissent:          {audit.Invalid, "a dissent needs a member who filed a review, a criterion and reasons"},
	ReasonNotFiled:         {audit.Denied, "only a member who filed a review may do this"},
	ReasonSigned:           {audit.Conflict, "the account has signed already"},
	ReasonDigest:           {audit.Conflict, "this is not the digest that the committee decided on"},
	ReasonSignatures:       {audit.Conflict, "signatures are missing"},
	ReasonSamePerson:       {audit.Denied, "this needs a second person"},
	ReasonNotProposed:      {audit.Conflict, "nobody has proposed this"},
	ReasonNotDue:           {audit.Conflict, "the time has not come"},
	ReasonNothingToCorrect: {audit.Conflict, "the resolution asks for no correction"},
	ReasonNoNewRun:         {audit.Conflict, "only another audit proves that a correction was made"},
	ReasonRecusalPending:   {audit.Conflict, "the department's request for a recusal is not decided yet"},
	ReasonChairDecides:     {audit.Denied, "the chair decides on the recusal of a member"},
	ReasonSecretaryDecides: {audit.Denied, "the secretary decides on the recusal of a chair"},
	ReasonProofUnknown:     {audit.Conflict, "there is no audit with the number that is named as proof"},
	ReasonProofOther:       {audit.Conflict, "the audit that is named as proof is not about the same system of the same department"},
	ReasonProofUnpublished: {audit.Conflict, "the audit that is named as proof is not open to the public"},
	ReasonProofEarlier:     {audit.Conflict, "the audit that is named as proof was measured before the findings were issued"},
	ReasonProofFailed:      {audit.Conflict, "the audit that is named as proof did not pass"},
}

// remedies holds what to do about a refusal, for reasons that do not say it themselves.
var remedies = map[Reason]string{
	ReasonNoNewRun:         "give the number of the case of the new audit",
	ReasonRecusalPending:   "have the request decided first",
	ReasonProofUnknown:     "give the number as the page of the new audit shows it",
	ReasonProofOther:       "name an audit of this department whose plan names the same system",
	ReasonProofUnpublished: "close the case when the new audit has been published",
	ReasonProofEarlier:     "have the department submit data from after the correction",
	ReasonProofFailed:      "follow the correction until a new audit passes",
}

// RemedyOf returns what to do about a refusal as a phrase in English, "" for a reason that says it itself.
func RemedyOf(r Reason) string { return remedies[r] }

// Reasons returns every reason in the order of the constants, for catalogues of messages.
func Reasons() []Reason {
	return []Reason{
		ReasonState, ReasonRole, ReasonNotOwnDepartment, ReasonDepartment, ReasonIncomplete, ReasonNoReason, ReasonChecks,
		ReasonChecksPassed, ReasonRunKnown, ReasonOtherRun, ReasonPanelSmall, ReasonNoExternal, ReasonNoMemberRole, ReasonOnPanel,
		ReasonNotOnPanel, ReasonRecused, ReasonNotOther, ReasonDeclared, ReasonFiled, ReasonReleased, ReasonNotReleased,
		ReasonReviewsMissing, ReasonCriteria, ReasonInconsistent, ReasonNotAnchored, ReasonReplied, ReasonClockExpired,
		ReasonClockRunning, ReasonNoReply, ReasonUnanswered, ReasonDissent, ReasonNotFiled, ReasonSigned, ReasonDigest,
		ReasonSignatures, ReasonSamePerson, ReasonNotProposed, ReasonNotDue, ReasonNothingToCorrect, ReasonNoNewRun,
		ReasonRecusalPending, ReasonChairDecides, ReasonSecretaryDecides, ReasonProofUnknown, ReasonProofOther, ReasonProofUnpublished, ReasonProofEarlier, ReasonProofFailed,
	}
}
