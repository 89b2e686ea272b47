package coverage

import "strings"

// why joins a key of the message catalogues and the names it is about.
func why(key string, names ...string) string {
	if len(names) == 0 {
		return key
	}
	return key + ": " + strings.Join(names, ", ")
}

// also adds a further reason to one.
func also(why, key string) string {
	if why == "" {
		return key
	}
	return why + "; " + key
}
