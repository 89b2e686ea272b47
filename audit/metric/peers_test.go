package metric

import (
	"math"
	"os"
	"strconv"
	"strings"
	"testing"

	"auditd/audit"
)

// testdata/peers.tsv holds some four thousand numbers that nine tools printed when they were run on six random files, groups
// without positives, without selections and of unknown value among them. Every one is matched to nine digits.
func TestPeersPrintTheSame(t *testing.T) {
	data, err := os.ReadFile("testdata/peers.tsv")
	if err != nil {
		t.Fatal(err)
	}
	var in ProfileAttribute
	var reference, file string
	printedBy := map[string]map[string][]audit.ToolValue{} // by tool, then number, group and reference
	compared := map[string]int{}
	for line := range strings.Lines(string(data)) {
		cells := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		switch {
		case strings.HasPrefix(line, "#"):
		case cells[0] == "file":
			in, file, reference = ProfileAttribute{Name: "g", Reference: -1}, cells[1], cells[2]
			clear(printedBy)
		case cells[0] == "group":
			if cells[1] == reference {
				in.Reference = len(in.Groups)
			}
			in.Groups = append(in.Groups, GroupCounts{Group: group(peerGroup(cells[1])), Counts: peerCounts(t, cells[2:])})
		default:
			tool, key := cells[0], strings.Join(cells[1:4], "\t")
			if printedBy[tool] == nil {
				printedBy[tool] = peerValues(t, tool, in)
			}
			compared[tool]++
			if !anyPrints(printedBy[tool][key], cells[4]) {
				t.Errorf("file %s, %s: %q is %s there, ours %s", file, tool, key, cells[4], spelt(printedBy[tool][key]))
			}
		}
	}
	if len(compared) != 9 || compared["aequitas"] < 1000 {
		t.Errorf("compared %v, want numbers of nine tools", compared)
	}
	t.Logf("numbers compared by tool: %v", compared)
}

func peerGroup(name string) string {
	if name == "Unknown" {
		return audit.Unknown
	}
	return name
}

// peerCounts reads true positives, false positives, false negatives and true negatives.
func peerCounts(t *testing.T, cells []string) audit.Counts {
	t.Helper()
	var n [4]int64
	for i := range n {
		v, err := strconv.ParseInt(cells[i], 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		n[i] = v
	}
	return counts(n[0], n[1], n[2], n[3])
}

// peerValues indexes what a profile prints. AIF360 prints some names twice without a group: of a pair and of all groups.
func peerValues(t *testing.T, tool string, in ProfileAttribute) map[string][]audit.ToolValue {
	t.Helper()
	p, ok := GetProfile(tool)
	if !ok {
		t.Fatalf("there is no profile %s", tool)
	}
	values := map[string][]audit.ToolValue{}
	for _, v := range p.Values(ProfileInput{Favourable: true, Attributes: []ProfileAttribute{in}}) {
		key := strings.Join([]string{v.Metric, v.Group, v.Reference}, "\t")
		values[key] = append(values[key], v)
	}
	return values
}

// anyPrints reports whether one of the values is the number, or the text that stands in its place. An error of AIF360 is printed
// as not a number, with the note that it was one.
func anyPrints(values []audit.ToolValue, want string) bool {
	x, err := strconv.ParseFloat(want, 64)
	for _, v := range values {
		switch {
		case err != nil || math.IsNaN(x) || math.IsInf(x, 0):
			if v.Text == want || want == "error" && v.Note == NoteToolError || want == "nan" && v.Text == "NA" {
				return true
			}
		case v.Value != nil && math.Abs(float64(*v.Value)-x) <= 1e-9*max(1, math.Abs(x)):
			return true
		}
	}
	return false
}

// spelt returns what the values are, for a message.
func spelt(values []audit.ToolValue) string {
	var out []string
	for _, v := range values {
		out = append(out, printed(v))
	}
	return strings.Join(out, " or ")
}
