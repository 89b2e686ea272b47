package api

import "time"

// Page is one page of a list.
type Page[T any] struct {
	Items []T    `json:"items"`          // What the list holds, in a stable order: nothing is repeated or left out between pages.
	Next  string `json:"next,omitempty"` // Value of the parameter after for the next page, absent on the last one. The header Link says the same.
}

// CaseItem is a case in a list.
type CaseItem struct {
	ID               string     `json:"id"`                  // Number of the case.
	State            string     `json:"state"`               // Where the case stands.
	Seq              int64      `json:"seq"`                 // Number of the last event.
	Title            string     `json:"title"`               // Title in Chinese.
	TitleEn          string     `json:"title_en"`            // Title in English.
	Department       string     `json:"department"`          // Identifier of the submitting department.
	DepartmentName   string     `json:"department_name"`     // Name of the department in Chinese.
	DepartmentNameEn string     `json:"department_name_en"`  // Name of the department in English.
	Subject          string     `json:"subject"`             // Subject of the catalogue.
	CreatedAt        time.Time  `json:"created_at"`          // When the case was opened.
	UpdatedAt        time.Time  `json:"updated_at"`          // When its last event happened.
	ReplyDue         *time.Time `json:"reply_due,omitempty"` // Until when the department may reply, absent before it was notified.
	Actions          []string   `json:"actions"`             // Acts that state and role allow the caller now; the rules may still refuse them.
	URL              string     `json:"url"`                 // Address of the page, without the host.
}

// Case is a case as the caller may see it: what they may not see is absent.
type Case struct {
	CaseItem
	ImpactLevel      int          `json:"impact_level"`                  // How much hangs on the system: 1 little, 4 very much.
	Reason           string       `json:"reason,omitempty"`              // Given with the last refusal, failure, withholding or withdrawal.
	Working          bool         `json:"working"`                       // Whether the service is doing something by itself that is worth waiting for.
	Step             string       `json:"step,omitempty"`                // What it is doing: reading, counting, writing.
	Percent          int          `json:"percent,omitempty"`             // How much of that is done.
	Held             string       `json:"held,omitempty"`                // Why it waits just now, such as an object server that does not answer; absent while it goes on.
	Checks           []Check      `json:"checks"`                        // What was examined when the files came in.
	Runs             []Run        `json:"runs"`                          // The runs of the audit; the last one counts.
	Criteria         []Criterion  `json:"criteria"`                      // What the panel assesses, empty before it is formed.
	Panel            []Member     `json:"panel"`                         // Who sits on it, as far as the caller may know.
	Candidates       []Candidate  `json:"candidates"`                    // Who may be assigned, for who may assign.
	TakesPart        []Candidate  `json:"takes_part"`                    // Whose recusal the department may ask for.
	Recusals         []Recusal    `json:"recusals"`                      // What the department asked for, and what was decided on it.
	MembersNeeded    int          `json:"members_needed"`                // How many members the impact level asks for.
	ExternalNeeded   int          `json:"external_needed"`               // How many of them from outside the administration.
	Reviews          []Review     `json:"reviews"`                       // The caller's own review, and all once they are released together.
	Released         bool         `json:"released"`                      // Whether the reviews are released.
	Findings         []Finding    `json:"findings"`                      // What the committee holds against the system.
	Reply            *Reply       `json:"reply,omitempty"`               // What the department said to that.
	Answers          []Answer     `json:"answers"`                       // What the committee answered.
	Resolution       *Resolution  `json:"resolution,omitempty"`          // What the committee decided.
	Digest           string       `json:"digest,omitempty"`              // SHA-256 of what findings, resolution and signatures speak about; what is signed and published.
	Signatures       []Signature  `json:"signatures"`                    // Who consented.
	SignaturesNeeded int          `json:"signatures_needed"`             // How many must.
	Publication      []Check      `json:"publication"`                   // What was examined before publication.
	Correction       *Proposal    `json:"proposed_correction,omitempty"` // A correction that waits for a second person.
	Withdrawal       *Proposal    `json:"proposed_withdrawal,omitempty"` // A withdrawal that waits for a second person.
	CorrectivePlan   *Corrective  `json:"corrective_plan,omitempty"`     // How the department will correct the system.
	Successor        string       `json:"successor,omitempty"`           // Case that replaced or proves this one.
	Plan             string       `json:"plan,omitempty"`                // The plan of the audit, as JSON.
	Previous         string       `json:"previous,omitempty"`            // Case whose evidence the audit continues, as far as the caller may know of it.
	Submitted        []Submission `json:"submitted"`                     // The files that were submitted, without their bytes.
	Files            []ResultFile `json:"files"`                         // Files of the last run: results, report, tables.
}

// Check is one examination.
type Check struct {
	Name   string `json:"name"`             // What was examined.
	Passed bool   `json:"passed"`           // Whether it passed.
	Detail string `json:"detail,omitempty"` // What is wrong, in Chinese and English.
}

// Run is one run of the plan over the data.
type Run struct {
	ID      string    `json:"id"`                // Identifier of the run.
	Started time.Time `json:"started_at"`        // When it began.
	Results string    `json:"results,omitempty"` // SHA-256 of results.json, absent until the run is done.
	Engine  string    `json:"engine,omitempty"`  // SHA-256 of the program that made them.
	Failure string    `json:"failure,omitempty"` // Why there are no results, absent unless it failed.
}

// Criterion is what the panel assesses.
type Criterion struct {
	Name      string `json:"name"`      // Key of the criterion: fairness, effectiveness, scientificity.
	Mandatory bool   `json:"mandatory"` // Whether a system passes only if it is met.
}

// Member is a place on the panel.
type Member struct {
	Account  string     `json:"account"`               // Identifier of the account.
	Name     string     `json:"name"`                  // Name as others see it.
	External bool       `json:"external"`              // Whether the member is from outside the administration.
	Declared *time.Time `json:"declared_at,omitempty"` // When they declared that they have no conflict of interest; absent until then.
	Recused  string     `json:"recused,omitempty"`     // Ground of the recusal, absent unless recused.
}

// Candidate is an account that may be assigned.
type Candidate struct {
	Account string `json:"account"` // Identifier of the account.
	Name    string `json:"name"`    // Name as others see it.
	Tied    bool   `json:"tied"`    // Whether they are tied to the submitting department, and will be refused.
}

// Recusal is a request of the department that somebody should not take part.
type Recusal struct {
	Account  string     `json:"account"`              // Identifier of whom it is about.
	Name     string     `json:"name"`                 // Name as others see it.
	Reason   string     `json:"reason"`               // Why the department asked.
	At       time.Time  `json:"at"`                   // When.
	Accepted bool       `json:"accepted"`             // Whether they are recused because of it.
	Reasons  string     `json:"reasons,omitempty"`    // Of the decision; absent until then.
	Decided  *time.Time `json:"decided_at,omitempty"` // When it was decided; absent until then.
}

// Assessment is what is held of one criterion.
type Assessment struct {
	Criterion  string `json:"criterion"`                                              // Key of the criterion.
	Assessment string `json:"assessment" enum:"met,partly_met,not_met,cannot_assess"` // What is held of it.
	Reasons    string `json:"reasons"`                                                // Why.
}

// Review is what one member filed.
type Review struct {
	Account  string       `json:"account"`                                           // Identifier of the member.
	Name     string       `json:"name"`                                              // Name of the member.
	At       time.Time    `json:"at"`                                                // When it was filed.
	Verdict  string       `json:"verdict" enum:"pass,conditional,fail,inconclusive"` // What the member proposes.
	Criteria []Assessment `json:"criteria"`                                          // An assessment of every criterion.
}

// Finding is something the committee holds against the system.
type Finding struct {
	ID       string   `json:"id"`                              // Number within the case.
	Text     string   `json:"text"`                            // What it is.
	Severity string   `json:"severity" enum:"low,medium,high"` // How much it weighs.
	Anchors  []string `json:"anchors"`                         // Keys of the figures it rests on, such as metric=selection_rate&group=…
}

// Reply is what the department said to the findings.
type Reply struct {
	Kind   string    `json:"kind"`           // replied, no_objection or no_reply.
	Text   string    `json:"text,omitempty"` // What it said.
	Points []string  `json:"points"`         // What the committee must answer one by one.
	At     time.Time `json:"at"`             // When, or when its time was over.
}

// Answer is what the committee says to one point of the reply.
type Answer struct {
	Point   int    `json:"point"`                                  // Number of the point; the first is 0.
	Answer  string `json:"answer" enum:"accepted,partly,rejected"` // Whether it is accepted.
	Reasons string `json:"reasons"`                                // Why.
}

// Dissent is a member's departure from the resolution.
type Dissent struct {
	Member    string `json:"member"`    // Identifier of the member, who filed a review.
	Criterion string `json:"criterion"` // Criterion on which they differ.
	Reasons   string `json:"reasons"`   // Why.
}

// Resolution is what the committee decided.
type Resolution struct {
	Verdict    string       `json:"verdict" enum:"pass,conditional,fail,inconclusive"` // What was decided.
	Reasons    string       `json:"reasons"`                                           // Why.
	Criteria   []Assessment `json:"criteria"`                                          // An assessment of every criterion.
	Conditions []string     `json:"conditions"`                                        // What must be done, when the verdict is conditional.
	Dissents   []Dissent    `json:"dissents"`                                          // Who differed, and why.
	At         time.Time    `json:"at"`                                                // When.
}

// Signature is a consent to what was decided.
type Signature struct {
	Account string    `json:"account"` // Identifier of the account.
	Name    string    `json:"name"`    // Name of who signed.
	At      time.Time `json:"at"`      // When.
	Digest  string    `json:"digest"`  // SHA-256 of what was signed.
}

// Proposal is something that waits for a second person.
type Proposal struct {
	By     string    `json:"by"`     // Identifier of who proposed it.
	At     time.Time `json:"at"`     // When.
	Reason string    `json:"reason"` // Why.
}

// Corrective is how a department will correct its system.
type Corrective struct {
	Text string    `json:"text"`   // What will be done.
	Due  time.Time `json:"due_at"` // Until when.
}

// Submission is a file that was submitted.
type Submission struct {
	Name   string `json:"name"`                        // Name as it was sent.
	Role   string `json:"role" enum:"data,population"` // What it is for.
	SHA256 string `json:"sha256"`                      // SHA-256 of its bytes.
}

// ResultFile is a file that can be read.
type ResultFile struct {
	Name   string `json:"name"`             // Name of the file.
	Bytes  int64  `json:"bytes"`            // Its size.
	SHA256 string `json:"sha256,omitempty"` // SHA-256 of its bytes, where the store knows it.
	URL    string `json:"url"`              // Address at which it is read, without the host.
}

// Event is one event in the history of a case, without what was said.
type Event struct {
	Seq    int64     `json:"seq"`             // Number within the case, from 1.
	At     time.Time `json:"at"`              // When.
	Action string    `json:"action"`          // What was done.
	State  string    `json:"state"`           // State of the case afterwards.
	Role   string    `json:"role"`            // In which role.
	Actor  string    `json:"actor,omitempty"` // Name of who did it, absent when the caller may not know.
}
