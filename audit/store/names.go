package store

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"auditd/audit"
)

func (id ID) check() (string, error) {
	s := string(id)
	bad := func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' }
	if s == "" || len(s) > maxID || s[0] == '-' || strings.ContainsFunc(s, bad) {
		return "", &audit.Error{
			Kind: audit.Invalid, Text: "this is no identifier", Value: audit.Quote(s),
			Remedy: "use 1 to 64 lower-case letters, digits and hyphens",
		}
	}
	return s, nil
}

func (d Digest) check() (string, error) {
	s := string(d)
	bad := func(r rune) bool { return (r < 'a' || r > 'f') && (r < '0' || r > '9') }
	if len(s) != digestLen || strings.ContainsFunc(s, bad) {
		return "", &audit.Error{
			Kind: audit.Invalid, Text: "this is no SHA-256", Value: audit.Quote(s),
			Remedy: "use 64 lower-case hexadecimal digits",
		}
	}
	return s, nil
}

// reserved are characters that a common file system does not take in a name.
const reserved = `/\:*?"<>|`

func (f FileName) check() (string, error) {
	s := string(f)
	bad := func(r rune) bool {
		return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Zl, r) || unicode.Is(unicode.Zp, r) || r == utf8.RuneError || strings.ContainsRune(reserved, r)
	}
	if s == "" || len(s) > maxFileName || s[0] == '.' || strings.HasSuffix(s, ".") || strings.HasSuffix(s, " ") ||
		!utf8.ValidString(s) || strings.ContainsFunc(s, bad) {
		return "", &audit.Error{
			Kind: audit.Invalid, Text: "this is no name for a file", Value: audit.Quote(s),
			Remedy: `use up to 180 bytes without control characters and / \ : * ? " < > |, not beginning with a full stop`,
		}
	}
	return s, nil
}
