package figure

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

var update = flag.Bool("update", false, "write the golden SVG files anew")

// TestCatalogue asks for an example of every type of figure and compares its SVG, wide and narrow, in colour and in grey, in both
// languages, with the file in testdata. After a wanted change: go test ./report/figure -update, then look at the files.
func TestCatalogue(t *testing.T) {
	variants := []struct {
		name string
		o    Options
	}{
		{"wide", Options{}},
		{"narrow", Options{Narrow: true}},
		{"grey", Options{Grey: true}},
	}
	for _, lang := range []string{"zh", "en"} {
		figures := examples(lang)
		var names []string
		for _, f := range figures {
			names = append(names, f.Kind())
			for _, v := range variants {
				o := v.o
				o.ID, o.Lang = "fig-"+v.name, lang
				compareGolden(t, f, o, f.Kind()+"_"+lang+"_"+v.name+".svg")
			}
		}
		if !slices.Equal(names, Kinds()) {
			t.Errorf("examples in %s: %q, types of figure: %q; each type needs one example, in the order of the catalogue", lang, names, Kinds())
		}
	}
}

func compareGolden(t *testing.T, f Figure, o Options, name string) {
	t.Helper()
	got, err := SVG(f, o)
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return
	}
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Errorf("no golden file: %v", err)
		return
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs from the golden file; run with -update and look at the difference", name)
	}
}
