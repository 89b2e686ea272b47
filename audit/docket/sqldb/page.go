package sqldb

import (
	"encoding/base64"
	"encoding/json"

	"auditd/audit"
)

// A Page says which part of a list is wanted.
type Page struct {
	After string // Next of the page before; empty for the first
	Limit int    // 1 to MaxLimit; 0 means DefaultLimit
}

// The sizes of a page.
const (
	DefaultLimit = 50
	MaxLimit     = 500
)

// A List is one page of a list in a stable order: what is added or removed between two pages neither repeats nor hides the others.
type List[T any] struct {
	Items []T
	Next  string // After of the next page, empty when there is none
}

// Size returns the number of items to show.
func (p Page) Size() int {
	switch {
	case p.Limit <= 0:
		return DefaultLimit
	case p.Limit > MaxLimit:
		return MaxLimit
	default:
		return p.Limit
	}
}

// Start reads the keys at which the page starts into pointers to texts and numbers. It returns false on the first page. A mark that
// this program did not write is an Invalid error.
func (p Page) Start(keys ...any) (bool, error) {
	if p.After == "" {
		return false, nil
	}
	bad := &audit.Error{Kind: audit.Invalid, Text: "the mark of the next page is not one of ours", Value: audit.Quote(p.After), Remedy: "start from the first page"}
	data, err := base64.RawURLEncoding.DecodeString(p.After)
	if err != nil {
		return false, bad
	}
	var raw []json.RawMessage
	if json.Unmarshal(data, &raw) != nil || len(raw) != len(keys) {
		return false, bad
	}
	for i, k := range keys {
		if json.Unmarshal(raw[i], k) != nil {
			return false, bad
		}
	}
	return true, nil
}

// Cut makes a list of items that were selected with a limit of Size + 1. key returns the values an item is ordered by.
func Cut[T any](p Page, items []T, key func(T) []any) (List[T], error) {
	n := p.Size()
	if len(items) <= n {
		return List[T]{Items: items}, nil
	}
	data, err := json.Marshal(key(items[n-1]))
	if err != nil {
		return List[T]{}, err
	}
	return List[T]{Items: items[:n], Next: base64.RawURLEncoding.EncodeToString(data)}, nil
}
