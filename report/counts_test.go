package report

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var updateCounts = flag.Bool("update-counts", false, "write testdata/counts.txt anew")

// Every sentence with a form for one and for many stands in testdata/counts.txt, with 0, 1, 2 and 1,000 in all its numbers, in both
// languages, so that a person can read whether each is a sentence. Run with -update-counts after a change, and read what changed.
func TestCountsReadAsSentences(t *testing.T) {
	var out strings.Builder
	all := languages()
	english := all[English]
	keys := make([]string, 0, len(english.messages))
	for key, m := range english.messages {
		if slices.ContainsFunc(m, func(p part) bool { return p.one != "" }) {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	if len(keys) < 50 {
		t.Fatalf("%d messages with a number", len(keys))
	}
	wrong := regexp.MustCompile(`%!|\{|\}|  |\b(a|one) 1\b|\b1 (people|persons|groups|comparisons|were|are) `)
	for _, key := range keys {
		fmt.Fprintf(&out, "%s\n", key)
		for _, n := range []int64{0, 1, 2, 1000} {
			for _, tag := range Languages {
				var args []any
				for _, p := range all[tag].messages[key] {
					if p.name != "" && !slices.Contains(args, any(p.name)) {
						args = append(args, p.name, argumentOf(english.messages[key], p.name, n))
					}
				}
				text := all[tag].str(key, args...)
				fmt.Fprintf(&out, "  %4d  %s\n", n, text)
				if wrong.MatchString(text) {
					t.Errorf("%s in %s with %d: %s", key, tag, n, text)
				}
			}
		}
	}
	const golden = "testdata/counts.txt"
	if *updateCounts {
		if err := os.WriteFile(golden, []byte(out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if out.String() != string(want) {
		t.Error("testdata/counts.txt is out of date: run with -update-counts and read the difference")
	}
}

// argumentOf returns a number for a name that has forms, else the name itself, in brackets that are no part of a sentence.
func argumentOf(m message, name string, n int64) any {
	if slices.ContainsFunc(m, func(p part) bool { return p.name == name && p.one != "" }) {
		return n
	}
	return "‹" + name + "›"
}
