package api

import "time"

// Catalogue is one page of the public catalogue.
type Catalogue struct {
	Items       []Entry `json:"items"`          // Published, refused and withheld cases, newest first.
	Next        string  `json:"next,omitempty"` // Value of the parameter after for the next page, absent on the last one.
	Subjects    []Count `json:"subjects"`       // How many entries another choice of subject would give.
	Departments []Count `json:"departments"`    // The same by department.
	Verdicts    []Count `json:"verdicts"`       // The same by verdict.
	Years       []Count `json:"years"`          // The same by year of publication, the latest first.
}

// Count is a value with its number of entries.
type Count struct {
	Value string `json:"value"` // The value.
	Count int64  `json:"count"` // How many entries have it.
}

// Entry is a case as the public catalogue has it.
type Entry struct {
	Case        string    `json:"case"`               // Number of the case.
	Version     int64     `json:"version"`            // Version of the publication, from 1.
	State       string    `json:"state"`              // published, corrected, rejected_intake, withheld, withdrawn …
	Title       string    `json:"title"`              // Title in Chinese.
	TitleEn     string    `json:"title_en"`           // Title in English.
	Summary     string    `json:"summary"`            // One sentence in Chinese.
	SummaryEn   string    `json:"summary_en"`         // One sentence in English.
	Subject     string    `json:"subject"`            // Subject of the catalogue.
	Department  string    `json:"department"`         // Identifier of the department.
	Region      string    `json:"region"`             // Region code (GB/T 2260).
	Verdict     string    `json:"verdict,omitempty"`  // What the committee decided.
	Reason      string    `json:"reason,omitempty"`   // Of a refusal, withholding or withdrawal.
	Manifest    string    `json:"manifest,omitempty"` // SHA-256 of the list of published files.
	PublishedAt time.Time `json:"published_at"`       // When.
}

// Publication is what everybody may read of a case.
type Publication struct {
	Entry
	Summary *Summary        `json:"published,omitempty"` // Absent for what was refused, withheld or withdrawn.
	Files   []PublishedFile `json:"files"`               // The published files.
}

// PublishedFile is a published file.
type PublishedFile struct {
	Name   string `json:"name"`   // Name of the file.
	Bytes  int64  `json:"bytes"`  // Its size.
	SHA256 string `json:"sha256"` // SHA-256 of its bytes.
}

// Summary is what is published of an audit: the words of both sides, and counts by single attributes. Counts below 10 are withheld.
type Summary struct {
	System     string      `json:"system"`               // Name of the audited system.
	Purpose    string      `json:"purpose"`              // What it is for.
	Favourable bool        `json:"favourable"`           // Whether being selected is good for the person.
	Decided    bool        `json:"decided"`              // Whether the data hold decisions.
	People     int64       `json:"people"`               // People counted, 0 when withheld.
	Rules      []Rule      `json:"criteria"`             // The answer of every rule.
	Attributes []Attribute `json:"attributes"`           // Counts by single attributes.
	Findings   []Finding   `json:"findings"`             // What the committee holds against the system.
	Reply      *Reply      `json:"reply,omitempty"`      // What the department said to that.
	Answers    []Answer    `json:"answers"`              // What the committee answered.
	Resolution *Resolution `json:"resolution,omitempty"` // What the committee decided.
	Signers    []string    `json:"signers"`              // Names of who signed.
	Recused    []string    `json:"recused"`              // Grounds for which members were recused.
	Digest     string      `json:"signed_sha256"`        // SHA-256 of what was signed.
}

// Rule is the answer of one rule, without numbers.
type Rule struct {
	Rule       string   `json:"rule"`       // Name of the rule.
	Metric     string   `json:"metric"`     // What it looks at.
	Attributes []string `json:"attributes"` // The attributes it compares groups of.
	Verdict    string   `json:"verdict"`    // disparity, parity or inconclusive.
}

// Attribute holds the counts by one attribute.
type Attribute struct {
	Name     string  `json:"name"`     // Name of the attribute.
	Withheld bool    `json:"withheld"` // Whether its counts are withheld, because one of them is small.
	Groups   []Group `json:"groups"`   // Its groups, none when they are withheld.
}

// Group is the people of one group by the system's decision.
type Group struct {
	Value       string `json:"value"`        // Value of the attribute.
	People      int64  `json:"people"`       // People in the group.
	Selected    int64  `json:"selected"`     // Whom the system selected.
	NotSelected int64  `json:"not_selected"` // Whom it did not.
	Undecided   int64  `json:"undecided"`    // Whose decision is missing.
}

// Subject is a topic of the catalogue.
type Subject struct {
	ID     string `json:"id"`      // Identifier.
	Name   string `json:"name"`    // Name in Chinese.
	NameEn string `json:"name_en"` // Name in English.
}
