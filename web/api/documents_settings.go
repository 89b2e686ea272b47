package api

import "time"

// Account is an account with its roles.
type Account struct {
	ID          string    `json:"id"`                   // Identifier.
	Name        string    `json:"name"`                 // Name for signing in.
	DisplayName string    `json:"display_name"`         // Name as others see it.
	Department  string    `json:"department,omitempty"` // Where they work, absent outside the administration.
	Roles       []string  `json:"roles"`                // What they may be in the service.
	CreatedAt   time.Time `json:"created_at"`           // When it was made.

	DisabledAt *time.Time `json:"disabled_at,omitempty"` // Since when nobody can sign in to it, absent while it is in use.
}

// NewRoles are the roles that an account is to have.
type NewRoles struct {
	Roles  []string `json:"roles"`  // All roles the account has afterwards.
	Reason string   `json:"reason"` // Why, for the access log.
}

// Because is why something is done.
type Because struct {
	Reason string `json:"reason"` // Why.
}

// Me is who is calling.
type Me struct {
	ID          string   `json:"id"`                   // Identifier of the account.
	Name        string   `json:"name"`                 // Name for signing in.
	DisplayName string   `json:"display_name"`         // Name as others see it.
	Department  string   `json:"department,omitempty"` // Where they work.
	Roles       []string `json:"roles"`                // What they may be in the service.
	Scopes      []string `json:"scopes"`               // Scopes of the token; all of them for a session.
}

// NewAccount is an account to be made.
type NewAccount struct {
	Name        string   `json:"name"`                   // Name for signing in; capitals do not count.
	DisplayName string   `json:"display_name,omitempty"` // Name as others see it; without it the name for signing in.
	Department  string   `json:"department,omitempty"`   // Identifier of the department; absent for somebody from outside.
	Roles       []string `json:"roles"`                  // Roles. A submitter holds no other, and neither publisher nor admin is a signer.
}

// Department is a node of the tree of departments.
type Department struct {
	ID     string `json:"id"`                            // Identifier.
	Parent string `json:"parent,omitempty"`              // The one above it, absent at a root.
	Level  int    `json:"level" minimum:"1" maximum:"5"` // 1 province, 2 prefecture, 3 county, 4 township, 5 village.
	Region string `json:"region"`                        // Region code (GB/T 2260).
	Name   string `json:"name"`                          // Name in Chinese.
	NameEn string `json:"name_en,omitempty"`             // Name in English.
}

// Token is a token of the API, without its secret.
type Token struct {
	ID        string     `json:"id"`                   // Identifier.
	Name      string     `json:"name"`                 // What it is for.
	Scopes    []string   `json:"scopes"`               // What it may do.
	CreatedAt time.Time  `json:"created_at"`           // When it was made.
	ExpiresAt time.Time  `json:"expires_at"`           // When it ends.
	UsedAt    *time.Time `json:"used_at,omitempty"`    // When it was last used, to the minute.
	RevokedAt *time.Time `json:"revoked_at,omitempty"` // When it was ended before its time.
}

// NewToken is a token to be made.
type NewToken struct {
	Name   string   `json:"name"`                                              // What it is for.
	Scopes []string `json:"scopes" enum:"read,submit,act,sign,settings,admin"` // What it may do, as far as the account may.
	Days   int      `json:"days" minimum:"1" maximum:"366"`                    // How long it lives.
}

// LogEntry is one entry of the access log.
type LogEntry struct {
	Seq    int64     `json:"seq"`            // Number, from 1.
	At     time.Time `json:"at"`             // When.
	Actor  string    `json:"actor"`          // Identifier of the account.
	Action string    `json:"action"`         // What was done.
	Object string    `json:"object"`         // To what.
	Case   string    `json:"case,omitempty"` // Of which case.
	Hash   string    `json:"hash"`           // SHA-256 that this entry and all before it give.
}

// Webhook is an address that is told of events, without its secret.
type Webhook struct {
	ID        string     `json:"id"`                   // Identifier.
	URL       string     `json:"url"`                  // Address of the receiver.
	Actions   []string   `json:"actions"`              // Of which acts it is told; empty for all.
	CreatedAt time.Time  `json:"created_at"`           // When it was entered.
	StoppedAt *time.Time `json:"stopped_at,omitempty"` // When it was stopped.
}

// NewWebhook is a webhook to be entered.
type NewWebhook struct {
	URL     string   `json:"url"`               // Address of the receiver: https, and neither this machine nor a private network unless the operator allows it.
	Actions []string `json:"actions,omitempty"` // Of which acts it is told; absent or empty for all.
}

// Delivery is one event for one webhook.
type Delivery struct {
	Case        string     `json:"case"`                   // Number of the case.
	Seq         int64      `json:"seq"`                    // Number of the event.
	Attempts    int64      `json:"attempts"`               // Attempts so far.
	Status      int        `json:"status"`                 // Status of the last answer, 0 without one.
	Reason      string     `json:"reason,omitempty"`       // Why the last attempt failed.
	CreatedAt   time.Time  `json:"created_at"`             // When the event happened.
	TriedAt     *time.Time `json:"tried_at,omitempty"`     // When it was last tried.
	DeliveredAt *time.Time `json:"delivered_at,omitempty"` // When it arrived.
}

// Template is a plan that a department saved for the next time.
type Template struct {
	ID        string    `json:"id"`                // Identifier.
	Version   int64     `json:"version"`           // Version, from 1.
	Name      string    `json:"name"`              // Name in Chinese.
	NameEn    string    `json:"name_en,omitempty"` // Name in English.
	Plan      string    `json:"plan"`              // The plan, as it was written: YAML or JSON.
	CreatedAt time.Time `json:"created_at"`        // When this version was saved.
}

// NewTemplate is a plan to be saved.
type NewTemplate struct {
	Name   string `json:"name"`              // Name in Chinese. A name that the department has gets a new version.
	NameEn string `json:"name_en,omitempty"` // Name in English.
	Plan   string `json:"plan"`              // The plan, YAML or JSON.
}
