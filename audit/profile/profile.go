// Package profile reads a file once and says what it holds: types, missing and distinct values, which columns look like protected
// attributes, decisions, labels, scores or weights, and which hold identifiers or personal data that should not have been
// submitted. It proposes a plan, with its doubts as comments.
//
// It decides nothing: every guess is shown with its reason, and what a favourable decision is it never guesses.
package profile

import (
	"auditd/audit"
)

// A Profile is what was found in one file.
type Profile struct {
	Input   audit.Input `json:"input"`
	Columns []Column    `json:"columns"`
}

// A Column is what was found in one column.
type Column struct {
	Name     string       `json:"name"`
	Type     string       `json:"type"` // boolean, integer, number, date, text, empty
	Rows     int64        `json:"rows"`
	Missing  int64        `json:"missing"`       // rows without a value, or with a text that usually means none
	Distinct int64        `json:"distinct"`      // values; at least this many when DistinctMore is set
	More     bool         `json:"distinct_more"` // counting stopped at the limit
	Min      string       `json:"min,omitempty"` // integers, numbers and dates
	Max      string       `json:"max,omitempty"`
	Top      []ValueCount `json:"top"` // most frequent first, at most 12; empty for identifiers and personal data
	Role     string       `json:"role,omitempty"`
	Reason   string       `json:"reason,omitempty"`   // why that role
	Personal string       `json:"personal,omitempty"` // kind of personal data, see the Personal constants
	Matches  int64        `json:"matches,omitempty"`  // rows whose value has the form of that kind
}

// A ValueCount is a value with its number of rows.
type ValueCount struct {
	Value string `json:"value"`
	Rows  int64  `json:"rows"`
}

// The roles that are guessed.
const (
	RoleAttribute  = "attribute"
	RoleDecision   = "decision"
	RoleLabel      = "label"
	RoleScore      = "score"
	RoleWeight     = "weight"
	RoleStratum    = "stratum"
	RoleIdentifier = "identifier"
)

// The kinds of personal data that are recognised.
const (
	PersonalIdentityNumber = "identity_number" // resident identity number of China, 18 characters with a valid check digit (GB 11643)
	PersonalPhone          = "phone"           // mobile number of China
	PersonalEmail          = "email"
	PersonalBankCard       = "bank_card" // 16 to 19 digits with a valid Luhn check digit
	PersonalName           = "name"
	PersonalAddress        = "address"
	PersonalBirthDate      = "birth_date"
)

// Refused reports whether a column of that kind should not be in a submission unless it is declared.
func Refused(kind string) bool {
	switch kind {
	case PersonalIdentityNumber, PersonalPhone, PersonalName, PersonalBankCard, PersonalEmail, PersonalAddress:
		return true
	}
	return false
}
