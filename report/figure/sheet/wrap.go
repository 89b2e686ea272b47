package sheet

import (
	"strings"
	"unicode/utf8"

	"auditd/audit"

	"github.com/rivo/uniseg"
)

// longest is how many characters of a label are looked at. No label shows more, and names in data can have 10,000.
const longest = 400

// clean makes a foreign text fit for a label: no longer than a label can be, and stripped.
func clean(text string) string {
	if len(text) > longest && utf8.RuneCountInString(text) > longest {
		text = string([]rune(text)[:longest]) + "…"
	}
	return strip(text)
}

// strip puts a foreign text on one line: line breaks and tabs become spaces; control and direction characters, and code points
// that XML forbids, are written as escapes.
func strip(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	return audit.Clean(strings.Map(func(r rune) rune {
		if r&0xFFFE == 0xFFFE { // U+FFFE, U+FFFF and their like in every plane
			return utf8.RuneError
		}
		return r
	}, text))
}

// Wrap breaks a text into at most most lines of the given width, where Unicode allows a break (UAX 14), else between any two
// characters. What does not fit is cut with an ellipsis; the full text stands in the figure's data table.
func (s *Sheet) Wrap(text string, width float64, most int, bold bool) []string {
	rest := clean(text)
	var lines []string
	for rest != "" {
		if len(lines) == most-1 {
			return append(lines, s.Cut(rest, width, bold))
		}
		var line string
		line, rest = s.firstLine(rest, width, bold)
		lines = append(lines, line)
	}
	return lines
}

// firstLine splits off the longest beginning of text that fits, at least one character.
func (s *Sheet) firstLine(text string, width float64, bold bool) (line, rest string) {
	if s.Measure(text, bold) <= width {
		return text, ""
	}
	var (
		end, breakAt int // bytes: of what fits, and of the last place to break in it
		state        = -1
		left         = text
	)
	for left != "" {
		var cluster string
		var boundaries int
		cluster, left, boundaries, state = uniseg.StepString(left, state)
		next := end + len(cluster)
		if end > 0 && s.Measure(strings.TrimRight(text[:next], " "), bold) > width {
			break
		}
		end = next
		if boundaries&uniseg.MaskLine != uniseg.LineDontBreak {
			breakAt = end
		}
	}
	if breakAt > 0 {
		end = breakAt
	}
	return strings.TrimRight(text[:end], " "), strings.TrimLeft(text[end:], " ")
}

// Cut returns text on one line, its end replaced by an ellipsis when it is too wide.
func (s *Sheet) Cut(text string, width float64, bold bool) string {
	text = clean(text)
	if s.Measure(text, bold) <= width {
		return text
	}
	kept := ""
	g := uniseg.NewGraphemes(text)
	for g.Next() {
		if s.Measure(kept+g.Str()+"…", bold) > width {
			break
		}
		kept += g.Str()
	}
	return strings.TrimRight(kept, " ") + "…"
}

// Widest returns the width of the widest of the lines, 0 for none.
func (s *Sheet) Widest(lines []string, bold bool) float64 {
	w := 0.0
	for _, line := range lines {
		w = max(w, s.Measure(line, bold))
	}
	return w
}
