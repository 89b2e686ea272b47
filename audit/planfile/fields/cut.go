package fields

import (
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// cuts are how a cut of a filter is written in its field, and the key that the plan has for it. What begins with another comes first.
var cuts = []struct{ sign, other, key string }{{">=", "≥", "at_least"}, {"<=", "≤", "at_most"}, {">", "＞", "above"}, {"<", "＜", "below"}}

// cutOf reads a field such as ">= 600". Anything else, also in quotes, is a list of values.
func cutOf(text string) (key, value string, ok bool) {
	text = strings.TrimSpace(text)
	for _, c := range cuts {
		for _, sign := range []string{c.sign, c.other} {
			rest, found := strings.CutPrefix(text, sign)
			if rest = strings.TrimSpace(rest); !found {
				continue
			}
			_, err := strconv.ParseFloat(rest, 64)
			return c.key, rest, err == nil
		}
	}
	return "", "", false
}

// passedOf writes what counts as passed at a filter: its cut, or its values.
func passedOf(n *yaml.Node) string {
	for _, c := range cuts {
		if v, _ := child(n, c.key); said(v) != "" {
			return c.sign + " " + said(v)
		}
	}
	passed, _ := child(n, "passed")
	text := Join(items(passed))
	if _, _, taken := cutOf(text); taken { // a value that looks like a cut
		text = `"` + text + `"`
	}
	return text
}

// setPassed writes what counts as passed, a gap where nothing was filled in.
func (d *document) setPassed(text string) {
	key, value, cut := cutOf(text)
	for _, c := range cuts {
		if !cut || c.key != key {
			d.remove(c.key)
		}
	}
	if cut {
		d.remove("passed")
		d.set(key, number(value))
		return
	}
	d.setOrGap("passed", len(Split(text)) > 0, texts(Split(text)))
}
