package planfile

import (
	"bytes"
	"regexp"
)

// bareGap is a gap that stands for a whole value.
var bareGap = regexp.MustCompile(`(^|[\s\[{,])\?\?\?([\s\]},]|$)`)

// quoteGaps puts the gaps of a proposal into quotes. Within brackets a question mark means something else in YAML, so that a proposal
// would otherwise be no document, and not one of which it can be said what is to be filled in. Comments and quoted texts stay.
func quoteGaps(data []byte) []byte {
	lines := bytes.Split(data, []byte("\n"))
	for i, line := range lines {
		at := 0
		for {
			m := bareGap.FindSubmatchIndex(line[at:])
			if m == nil {
				break
			}
			from, to := at+m[3], at+m[4]
			before := line[:from]
			if bytes.Contains(before, []byte(" #")) || bytes.HasPrefix(bytes.TrimSpace(before), []byte("#")) {
				break
			}
			if bytes.Count(before, []byte(`"`))%2 == 1 || bytes.Count(before, []byte(`'`))%2 == 1 {
				at = to
				continue
			}
			line = bytes.Join([][]byte{before, []byte(`"` + Gap + `"`), line[to:]}, nil)
			at = to + 2
		}
		lines[i] = line
	}
	return bytes.Join(lines, []byte("\n"))
}
