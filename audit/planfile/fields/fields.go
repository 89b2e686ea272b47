// Package fields shows the text of a plan as the fields of a form, and writes what was filled in back into the text: only the keys
// that were changed, so that everything else a person wrote there stays, comments and keys that no field knows included.
//
// It does not judge a plan, which package planfile does, and does not know pages or data.
package fields

import (
	"slices"
	"strings"
)

// A Kind says how a field is filled in.
type Kind string

// The kinds of field. The value of a field is one text, but for Columns, which has one for each.
const (
	Text    Kind = "text"
	Column  Kind = "column"  // name of a column
	Columns Kind = "columns" // names of columns; in most lists each is an attribute of the plan
	List    Kind = "list"    // values, as Split reads them
	Numbers Kind = "numbers" // numbers, likewise
	Number  Kind = "number"
	Choice  Kind = "choice" // one of Choices
	Truth   Kind = "truth"  // true or false, without a default
	Switch  Kind = "switch" // an analysis that is asked for: on, or empty
	Off     Kind = "off"    // an analysis that is done where its columns are named: off, or empty
)

// On and Left are the values of fields of the kinds Switch and Off.
const (
	On   = "on"
	Left = "off"
)

// A Field is one key of the plan that a form offers.
type Field struct {
	Name    string // of the field
	Key     string // of the plan, such as columns.period.by
	Kind    Kind
	Choices []string
	Head    bool     // without it the object that it stands in makes no sense
	Needs   []string // keys beside a Head that have no default
}

// Values are what the fields hold, by name. An absent one is empty.
type Values map[string][]string

// Get returns the first value of a field.
func (v Values) Get(name string) string {
	if len(v[name]) == 0 {
		return ""
	}
	return v[name][0]
}

// table lists the fields that stand for one key each. The fields of the stages are in stages.go, the bins of numbers in columns.go.
var table = []Field{
	{Name: "title", Key: "title", Kind: Text},
	{Name: "system", Key: "system.name", Kind: Text},
	{Name: "purpose", Key: "system.purpose", Kind: Text},
	{Name: "attribute", Key: "columns.attributes", Kind: Columns},
	{Name: "decision", Key: "columns.decision.column", Kind: Column, Head: true, Needs: []string{"selected", "favourable"}},
	{Name: "selected", Key: "columns.decision.selected", Kind: List},
	{Name: "favourable", Key: "columns.decision.favourable", Kind: Truth},
	{Name: "label", Key: "columns.label.column", Kind: Column, Head: true, Needs: []string{"positive"}},
	{Name: "positive", Key: "columns.label.positive", Kind: List},

	{Name: "stratum", Key: "columns.strata", Kind: Columns},
	{Name: "oaxaca_number", Key: "analyses.oaxaca.numbers", Kind: Columns},
	{Name: "feature", Key: "columns.features", Kind: Columns},
	{Name: "proxies", Key: "analyses.proxies", Kind: Off},
	{Name: "missingness", Key: "analyses.missingness", Kind: Off},
	{Name: "score", Key: "columns.score.column", Kind: Column, Head: true, Needs: []string{"higher"}},
	{Name: "higher", Key: "columns.score.higher", Kind: Choice, Choices: []string{"favourable", "unfavourable"}},
	{Name: "scores", Key: "analyses.scores", Kind: Off},
	{Name: "scores_bins", Key: "analyses.scores.bins", Kind: Number},
	{Name: "scores_cuts", Key: "analyses.scores.cuts", Kind: Numbers},
	{Name: "outcome", Key: "columns.outcome.column", Kind: Column, Head: true},
	{Name: "period", Key: "columns.period.column", Kind: Column, Head: true},
	{Name: "period_by", Key: "columns.period.by", Kind: Choice, Choices: []string{"year", "quarter", "month", "day"}},
	{Name: "weight", Key: "columns.weight", Kind: Column},
	{Name: "cluster", Key: "columns.cluster", Kind: Column},
	{Name: "survey_stratum", Key: "columns.survey_stratum", Kind: Column},
	{Name: "rank", Key: "columns.rank.column", Kind: Column, Head: true},
	{Name: "rank_list", Key: "columns.rank.list", Kind: Column},
	{Name: "classes", Key: "columns.classes.column", Kind: Column, Head: true},
	{Name: "classes_order", Key: "columns.classes.order", Kind: List},
	{Name: "pair", Key: "columns.pair.column", Kind: Column, Head: true},
	{Name: "annotator", Key: "columns.annotators", Kind: Columns},
	{Name: "item", Key: "columns.items", Kind: Columns},
	{Name: "consistency", Key: "analyses.consistency", Kind: Switch},
	{Name: "consistency_k", Key: "analyses.consistency.k", Kind: Number},
	{Name: "subgroups", Key: "analyses.subgroups", Kind: Switch},
	{Name: "subgroups_depth", Key: "analyses.subgroups.depth", Kind: Number},
	{Name: "subgroups_support", Key: "analyses.subgroups.support", Kind: Number},
	{Name: "subgroups_control", Key: "analyses.subgroups.control", Kind: Choice, Choices: []string{"split", "permutation"}},
	{Name: "scan", Key: "analyses.scan", Kind: Switch},
	{Name: "scan_clusters", Key: "analyses.scan.clusters", Kind: Number},
	{Name: "subset_scan", Key: "analyses.subset_scan", Kind: Switch},
	{Name: "subset_scan_direction", Key: "analyses.subset_scan.direction", Kind: Choice, Choices: []string{"both", "higher", "lower"}},
	{Name: "small_groups", Key: "analyses.small_groups", Kind: Switch},
	{Name: "inequality", Key: "analyses.inequality", Kind: Switch},
	{Name: "inequality_rank", Key: "analyses.inequality.rank_by", Kind: Column},
	{Name: "files_how", Key: "files.how", Kind: Choice, Choices: []string{"append", "join"}},
	{Name: "files_id", Key: "files.id", Kind: Column},
	{Name: "intersections", Key: "intersections", Kind: Choice, Choices: []string{"1", "2", "3"}},
	{Name: "confidence", Key: "confidence", Kind: Number},
	{Name: "min_group_size", Key: "min_group_size", Kind: Number},
}

// leftToText lists the keys that no field offers: what few plans need, and what takes more than a field to say. A key stands for
// everything below it.
var leftToText = []string{
	"version", "system.department", "system.region", "system.subject", // the department is the sender's
	"files.parts",
	"columns.attributes.name", "columns.attributes.labels", "columns.attributes.map", "columns.attributes.others", "columns.attributes.strict", "columns.attributes.missing",
	"columns.strata.name", "columns.strata.labels", "columns.strata.map", "columns.strata.others", "columns.strata.strict", "columns.strata.missing",
	"columns.features.name", "columns.features.labels", "columns.features.map", "columns.features.others", "columns.features.strict", "columns.features.missing",
	"columns.annotators.name", "columns.annotators.breaks", "columns.annotators.labels", "columns.annotators.map", "columns.annotators.others", "columns.annotators.strict", "columns.annotators.missing",
	"columns.items.name", "columns.items.favourable", "columns.items.unfavourable", "columns.items.missing",
	"columns.decision.not_selected", "columns.decision.missing", "columns.label.negative", "columns.label.missing",
	"columns.stages.missing", "columns.stages.criterion", "columns.period.missing", "columns.classes.name", "columns.classes.map", "columns.classes.missing",
	"columns.classes.label", "columns.rank.clicks", "columns.rank.tops", "columns.rank.target",
	"reference", "coverage", "rules", "multiplicity", "profile", "max_groups", "seed",
	"metrics", "beside", // for who knows the names of metrics and methods that other tools have
	"analyses.subgroups.features", "analyses.subgroups.metrics", "analyses.subgroups.confirm", "analyses.subgroups.permutations", "analyses.subgroups.epsilon",
	"analyses.consistency.features", "analyses.scan.features", "analyses.scan.metric", "analyses.subset_scan.penalty", "analyses.subset_scan.restarts", "analyses.subset_scan.draws", "analyses.proxies.folds", "analyses.missingness.label_errors",
}

// Get returns a field by name.
func Get(name string) (Field, bool) {
	i := slices.IndexFunc(table, func(f Field) bool { return f.Name == name })
	if i < 0 {
		return Field{}, false
	}
	return table[i], true
}

// At returns the name of the field at which an error of that key is shown, empty for a key that no field offers.
func At(key string) string {
	if strings.HasPrefix(key, "columns.stages") {
		return "stages_how"
	}
	object, _ := parent(key)
	best, name := 0, ""
	for _, f := range table {
		at, _ := parent(f.Key)
		switch {
		case f.Key == key:
			return f.Name
		case f.Head && (at == key || at == object) && best == 0: // what is wrong with an object, or beside its fields, stands at its head
			name = f.Name
		case strings.HasPrefix(key, f.Key+".") && len(f.Key) > best:
			best, name = len(f.Key), f.Name
		}
	}
	return name
}

// parent returns the key of the object that a key stands in, and its last part.
func parent(key string) (object, last string) {
	i := strings.LastIndexByte(key, '.')
	if i < 0 {
		return "", key
	}
	return key[:i], key[i+1:]
}

// headOf returns the head of the object that a field stands in.
func headOf(f Field) (Field, bool) {
	object, _ := parent(f.Key)
	i := slices.IndexFunc(table, func(h Field) bool {
		at, _ := parent(h.Key)
		return h.Head && at == object
	})
	if i < 0 || f.Head {
		return Field{}, false
	}
	return table[i], true
}
