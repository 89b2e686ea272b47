package tally

import (
	"cmp"
	"maps"
	"slices"

	"auditd/audit"
	"auditd/audit/tally/meaning"
	"auditd/audit/tally/number"
)

// listedValues is how many values of one column are listed.
const listedValues = 100

// sorted lists the values with what each was taken for, by rows descending, then by value.
func sorted(v *number.Rows, as func(text string) string) []audit.ValueCount {
	list := make([]audit.ValueCount, 0, v.Len())
	for text, rows := range v.All() {
		list = append(list, audit.ValueCount{Value: text, Rows: rows, As: as(meaning.Clean([]byte(text)))})
	}
	slices.SortFunc(list, func(a, b audit.ValueCount) int {
		return cmp.Or(cmp.Compare(b.Rows, a.Rows), cmp.Compare(a.Value, b.Value))
	})
	return list
}

// A found is what was found in one column in one role, before the list is cut.
type found struct {
	column, role string
	values       []audit.ValueCount
	binary       *meaning.Binary
}

// columnValues cuts the list to what people can look through.
func (f *found) columnValues() audit.ColumnValues {
	n := min(len(f.values), listedValues)
	return audit.ColumnValues{Column: f.column, Role: f.role, Values: slices.Clip(f.values[:n]), More: int64(len(f.values) - n)}
}

// byGroup lists groups only, in the given order, those without rows left out: for bins, and where there are too many values.
func byGroup(names []string, rows map[string]int64) []audit.ValueCount {
	list := []audit.ValueCount{}
	for _, name := range names {
		if rows[name] > 0 {
			list = append(list, audit.ValueCount{Rows: rows[name], As: name})
		}
	}
	return list
}

// notedValues is how many values a notice names at most.
const notedValues = 10

// notes says what a person should look at in one column.
func (f *found) notes() []audit.Note {
	var notes []audit.Note
	notes = append(notes, f.alike()...)
	if f.binary == nil {
		return notes
	}
	var not, all []string
	occurs := map[uint32]map[string]bool{meaning.Not: {}, meaning.True: {}}
	seen := map[string]bool{}
	for _, v := range f.values {
		text := meaning.Clean([]byte(v.Value))
		side, err := f.binary.SideOf(text)
		if err != nil || side == meaning.NotKnown {
			continue
		}
		for _, form := range meaning.Forms(text) {
			occurs[side][form] = true
		}
		if !seen[text] {
			seen[text] = true
			all = append(all, text)
			if side == meaning.Not {
				not = append(not, text)
			}
		}
	}
	if !f.binary.Closed && len(not) > 1 {
		notes = append(notes, audit.Note{Key: NoteTakenAsNot, Args: append([]string{f.column, f.role}, firstOf(not)...)})
	}
	for _, declared := range f.binary.True {
		if !slices.ContainsFunc(meaning.Forms(declared), func(form string) bool { return occurs[meaning.True][form] }) {
			notes = append(notes, audit.Note{Key: NoteTrueAbsent, Args: append([]string{f.column, f.role, declared}, firstOf(all)...)})
		}
	}
	return notes
}

// firstOf cuts a list for a notice.
func firstOf(list []string) []string { return list[:min(len(list), notedValues)] }

// alike notes values that look alike and were taken for different things.
func (f *found) alike() []audit.Note {
	type twins struct{ texts, as map[string]bool }
	byLook := map[string]twins{}
	for _, v := range f.values {
		if v.As == audit.Unknown {
			continue
		}
		text := meaning.Clean([]byte(v.Value))
		look := meaning.Looks(text)
		if _, ok := byLook[look]; !ok {
			byLook[look] = twins{map[string]bool{}, map[string]bool{}}
		}
		byLook[look].texts[text], byLook[look].as[v.As] = true, true
	}
	var notes []audit.Note
	for _, look := range slices.Sorted(maps.Keys(byLook)) {
		if len(byLook[look].as) > 1 {
			texts := slices.Sorted(maps.Keys(byLook[look].texts))
			notes = append(notes, audit.Note{Key: NoteCaseOrWidth, Args: append([]string{f.column}, firstOf(texts)...)})
		}
	}
	return notes
}
