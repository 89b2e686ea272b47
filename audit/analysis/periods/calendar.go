package periods

import (
	"fmt"
	"time"

	"auditd/audit"
)

// calendar returns the names of all periods from the first that occurs to the last, with those between that nobody is in; false when
// they are more than are followed.
func calendar(axis *audit.TableAxis, by string) ([]string, bool) {
	first, last, any := 0, 0, false
	for _, v := range axis.Values {
		if k, ok := place(v, by); ok {
			if !any {
				first, last, any = k, k, true
			}
			first, last = min(first, k), max(last, k)
		}
	}
	if !any {
		return nil, true
	}
	if last-first >= most {
		return nil, false
	}
	names := make([]string, 0, last-first+1)
	for k := first; k <= last; k++ {
		names = append(names, name(k, by))
	}
	return names, true
}

// place returns the number of a period: neighbours differ by 1. It is false for Unknown and for what is no period.
func place(text, by string) (int, bool) {
	var y, k int
	switch by {
	case "year":
		if n, err := fmt.Sscanf(text, "%4d", &y); n != 1 || err != nil {
			return 0, false
		}
		return y, true
	case "quarter":
		n, err := fmt.Sscanf(text, "%4d-Q%1d", &y, &k)
		return 4*y + k - 1, n == 2 && err == nil
	case "month":
		n, err := fmt.Sscanf(text, "%4d-%2d", &y, &k)
		return 12*y + k - 1, n == 2 && err == nil
	case "day":
		t, err := time.Parse(time.DateOnly, text)
		return int(t.Unix() / 86_400), err == nil
	}
	return 0, false
}

// name is the inverse of place.
func name(k int, by string) string {
	switch by {
	case "year":
		return fmt.Sprintf("%04d", k)
	case "quarter":
		return fmt.Sprintf("%04d-Q%d", k/4, k%4+1)
	case "month":
		return fmt.Sprintf("%04d-%02d", k/12, k%12+1)
	}
	return time.Unix(int64(k)*86_400, 0).UTC().Format(time.DateOnly)
}
