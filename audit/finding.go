package audit

// Level is how grave a finding is, lowest first: note, inconclusive, disparity.
type Level string

// The levels. LevelNone is the zero value and below all.
const (
	LevelNone         Level = ""
	LevelNote         Level = "note"
	LevelInconclusive Level = "inconclusive"
	LevelDisparity    Level = "disparity"
)

// AtLeast reports whether l is as grave as m or graver.
func (l Level) AtLeast(m Level) bool { return l.rank() >= m.rank() }

func (l Level) rank() int {
	switch l {
	case LevelNote:
		return 1
	case LevelInconclusive:
		return 2
	case LevelDisparity:
		return 3
	default:
		return 0
	}
}

// A Finding is what a rule concludes about one group and metric, with its evidence.
type Finding struct {
	ID          string      `json:"id"`   // stable within the audit: F1, F2 …, worst first
	Rule        string      `json:"rule"` // name in package rule
	Level       Level       `json:"level"`
	Verdict     Verdict     `json:"verdict"`
	Metric      string      `json:"metric"`
	Group       Group       `json:"group"`
	Reference   Group       `json:"reference"`
	Stratum     Stratum     `json:"stratum"`
	Evidence    *Comparison `json:"evidence,omitempty"` // the comparison the rule judged
	Adverse     bool        `json:"adverse"`            // the difference is to the disadvantage of the group
	Reason      string      `json:"reason"`             // key of the message catalogues: why this verdict
	Args        []string    `json:"args,omitempty"`
	Severity    Real        `json:"severity"`              // orders findings of one level: distance of the interval from the band, in band widths
	Exploratory bool        `json:"exploratory,omitempty"` // not among the tests that the plan's rules declared
}

// A Criterion is one rule's answer over all groups of one attribute set, for the first page of a report.
type Criterion struct {
	Rule         string   `json:"rule"`
	Metric       string   `json:"metric"`
	Attributes   []string `json:"attributes"`
	Verdict      Verdict  `json:"verdict"` // disparity if any group shows it; parity only if every group does
	Disparity    int      `json:"disparity_shown"`
	Parity       int      `json:"parity_shown"`
	Inconclusive int      `json:"inconclusive"`
}
