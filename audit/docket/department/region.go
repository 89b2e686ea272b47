package department

import (
	"slices"
	"strings"

	"auditd/audit"
)

// A Region is a code of an administrative division: six digits after GB/T 2260 for province, prefecture and county, two for each; nine
// and twelve digits with the three-digit codes of GB/T 10114 for township and village.
type Region string

// provinces are the first two digits of GB/T 2260.
var provinces = strings.Fields("11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82")

// Check returns an Invalid error unless the code is well formed for its level and of a province that exists. Whether the division
// itself exists is not checked: codes change every year.
func (r Region) Check(l Level) error {
	bad := func(why string) error {
		return &audit.Error{Kind: audit.Invalid, Text: "the region code " + why, Value: audit.Quote(string(r)), Remedy: "use the code of GB/T 2260, with that of GB/T 10114 below the county"}
	}
	if l < Province || l > Village {
		return audit.Errorf(audit.Invalid, "there is no level %d of administration", l)
	}
	if want := []int{6, 6, 6, 9, 12}[l-1]; len(r) != want || strings.Trim(string(r), "0123456789") != "" {
		return bad("does not have the digits of its level")
	}
	if !slices.Contains(provinces, string(r[:2])) {
		return bad("is of no province")
	}
	prefecture, county := r[2:4] != "00", r[4:6] != "00"
	ok := false
	switch l {
	case Province:
		ok = !prefecture && !county
	case Prefecture:
		ok = prefecture && !county
	case County:
		ok = prefecture && county
	case Township: // some prefectures have townships without a county between them
		ok = prefecture && r[6:9] != "000"
	case Village:
		ok = prefecture && r[6:9] != "000" && r[9:12] != "000"
	}
	if !ok {
		return bad("is of another level")
	}
	return nil
}

// Prefix returns the digits that the codes of all divisions within the region begin with.
func (r Region) Prefix() string {
	switch {
	case len(r) != 6:
		return string(r)
	case r[2:] == "0000":
		return string(r[:2])
	case r[4:] == "00":
		return string(r[:4])
	default:
		return string(r)
	}
}

// Contains reports whether a region lies within r or is r.
func (r Region) Contains(s Region) bool { return r != "" && strings.HasPrefix(string(s), r.Prefix()) }
