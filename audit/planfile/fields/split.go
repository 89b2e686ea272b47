package fields

import "strings"

// Split reads values that are separated by commas, Western or Chinese. A value that holds a comma, is empty or begins or ends with a
// space stands in double quotes, within which "" is one of them. Parts without anything are no values.
func Split(text string) []string {
	var out []string
	var b strings.Builder
	inside, quoted := false, false
	end := func() {
		value := b.String()
		if !quoted {
			value = strings.TrimSpace(value)
		}
		if value != "" || quoted {
			out = append(out, value)
		}
		b.Reset()
		quoted = false
	}
	runes := []rune(text)
	for i := 0; i < len(runes); i++ {
		switch r := runes[i]; {
		case inside && r == '"' && i+1 < len(runes) && runes[i+1] == '"':
			b.WriteRune('"')
			i++
		case inside && r == '"':
			inside = false
		case inside:
			b.WriteRune(r)
		case r == '"' && strings.TrimSpace(b.String()) == "":
			b.Reset()
			inside, quoted = true, true
		case r == ',' || r == '，':
			end()
		case quoted && r == ' ': // between the closing quote and the comma
		default:
			b.WriteRune(r)
		}
	}
	end()
	return out
}

// Join writes values so that Split reads them.
func Join(values []string) string {
	out := make([]string, len(values))
	for i, v := range values {
		if out[i] = v; v == "" || strings.TrimSpace(v) != v || strings.ContainsAny(v, "\",，") {
			out[i] = `"` + strings.ReplaceAll(v, `"`, `""`) + `"`
		}
	}
	return strings.Join(out, ", ")
}
