package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"auditd/audit"
	"auditd/audit/measure"
	"auditd/audit/metric"
)

// Every place that the list of other tools names exists in this program, and nothing is left out without a reason.
func TestPeersExist(t *testing.T) {
	peers, err := parsePeers(peersText)
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, e := range entries() {
		known[e.Kind+" "+e.Name] = true
	}
	paths := resultPaths(t)
	printed := profileNumbers()
	offered, reasons := 0, 0
	for _, p := range peers {
		for _, s := range p.Statistics {
			switch {
			case s.NotOffered != "":
				reasons += len(s.Names)
				if len(strings.Fields(s.NotOffered)) < 8 {
					t.Errorf("%s: %v is not offered, and %q is no reason", p.Tool, s.Names, s.NotOffered)
				}
			case len(s.Ours) == 0:
				t.Errorf("%s: %v is neither offered nor refused", p.Tool, s.Names)
			default:
				offered += len(s.Names)
			}
			for _, o := range s.Ours {
				ok := known[o.Kind+" "+o.Name]
				switch o.Kind {
				case "result":
					ok = paths[o.Name]
				case "profile":
					ok = printed[o.Name+" "+o.What]
				}
				if !ok {
					t.Errorf("%s: %v are said to be %s %s %s, which does not exist", p.Tool, s.Names, o.Kind, o.Name, o.What)
				}
			}
		}
	}
	t.Logf("%d tools, %d statistics offered, %d refused with a reason", len(peers), offered, reasons)
}

// Every number that a profile prints under a tool's name belongs to a tool of the list, and every profile occurs in it.
func TestPeersHaveProfiles(t *testing.T) {
	peers, err := parsePeers(peersText)
	if err != nil {
		t.Fatal(err)
	}
	named := map[string]bool{}
	for _, p := range peers {
		for _, s := range p.Statistics {
			for _, o := range s.Ours {
				if o.Kind == "profile" {
					named[o.Name] = true
				}
			}
		}
	}
	for _, p := range metric.Profiles() {
		if !named[p.Name] {
			t.Errorf("the list of tools never points to the profile %s", p.Name)
		}
	}
	for _, name := range audit.FurtherMetrics() {
		if !strings.Contains(peersText, " "+name) {
			t.Errorf("%s is measured for the sake of other tools, and none of them is said to offer it", name)
		}
	}
}

// The public names of the tools, read out of the installed packages by introspection (one name a line, the version first), are
// all in the list.
func TestPeersAreComplete(t *testing.T) {
	peers, err := parsePeers(peersText)
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("testdata/peers/*.txt")
	if err != nil || len(files) < 5 {
		t.Fatalf("%d lists of names, %v", len(files), err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimSpace(string(data)), "\n")
		at := slices.IndexFunc(peers, func(p peer) bool { return p.Tool == lines[0] })
		if at < 0 {
			t.Errorf("%s: the list has no tool %q", file, lines[0])
			continue
		}
		listed := map[string]bool{}
		for _, s := range peers[at].Statistics {
			for _, n := range s.Names {
				listed[strings.Fields(n)[0]] = true
			}
		}
		for _, name := range lines[1:] {
			if !listed[name] {
				t.Errorf("%s offers %s, which the list does not have", lines[0], name)
			}
		}
	}
}

func TestPeersArePrinted(t *testing.T) {
	var text, js bytes.Buffer
	if err := printPeers(&text, false); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(text.String(), "average_abs_odds_difference") || !strings.Contains(text.String(), "not offered: ") {
		t.Errorf("the printed list lacks statistics or reasons:\n%.400s", text.String())
	}
	if err := printPeers(&js, true); err != nil {
		t.Fatal(err)
	}
	var peers []peer
	if err := json.Unmarshal(js.Bytes(), &peers); err != nil || len(peers) < 20 {
		t.Errorf("%d tools as JSON, %v", len(peers), err)
	}
	for _, bad := range []string{"a = metric b", "== Tool\n", "== Tool (read)\nno sign", "== Tool (read)\na = b"} {
		if _, err := parsePeers(bad); err == nil {
			t.Errorf("%q is read without an error", bad)
		}
	}
}

// profileNumbers returns "tool number" for everything that a profile prints for the twelve rows of definitions 4.1.
func profileNumbers() map[string]bool {
	group := func(name string, tp, fp, fn, tn int64) metric.GroupCounts {
		var c audit.Counts
		c.N[audit.Positive][audit.Selected], c.N[audit.Negative][audit.Selected] = tp, fp
		c.N[audit.Positive][audit.NotSelected], c.N[audit.Negative][audit.NotSelected] = fn, tn
		return metric.GroupCounts{Group: audit.Group{{Attribute: "sex", Value: name}}, Counts: c}
	}
	at := metric.ProfileAttribute{Name: "sex", Groups: []metric.GroupCounts{group("F", 2, 2, 1, 2), group("M", 0, 2, 2, 1)}, Reference: 1}
	names := map[string]bool{}
	for _, p := range metric.Profiles() {
		for _, v := range p.Values(metric.ProfileInput{Favourable: true, Attributes: []metric.ProfileAttribute{at}}) {
			names[p.Name+" "+v.Metric] = true
		}
	}
	return names
}

// resultPaths returns every path of results.json that its schema allows, names joined by dots, elements of lists without a name.
func resultPaths(t *testing.T) map[string]bool {
	t.Helper()
	data, err := measure.Schema()
	if err != nil {
		t.Fatal(err)
	}
	var doc map[string]any
	if err := json.Unmarshal(data, &doc); err != nil {
		t.Fatal(err)
	}
	defs, _ := doc["$defs"].(map[string]any)
	paths := map[string]bool{}
	var walk func(node any, path string, open []string)
	walk = func(node any, path string, open []string) {
		m, ok := node.(map[string]any)
		if !ok {
			return
		}
		if ref, ok := m["$ref"].(string); ok {
			name := ref[strings.LastIndex(ref, "/")+1:]
			if !slices.Contains(open, name) {
				walk(defs[name], path, append(slices.Clone(open), name))
			}
			return
		}
		for _, key := range []string{"anyOf", "oneOf", "allOf"} {
			list, _ := m[key].([]any)
			for _, part := range list {
				walk(part, path, open)
			}
		}
		walk(m["items"], path, open)
		properties, _ := m["properties"].(map[string]any)
		for name, part := range properties {
			p := strings.TrimPrefix(path+"."+name, ".")
			paths[p] = true
			walk(part, p, open)
		}
	}
	walk(doc, "", nil)
	return paths
}
