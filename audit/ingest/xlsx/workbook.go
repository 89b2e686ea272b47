package xlsx

import (
	"path"
	"strconv"
	"strings"

	"auditd/audit"
	"auditd/audit/ingest/sheet"
)

// A workbook is what has to be known before a sheet can be read.
type workbook struct {
	names    []string // of the sheets with cells, in their order
	hidden   []bool
	targets  []string // names of their parts
	strings  string   // name of the part with the shared strings, empty when there is none
	date1904 bool
	styles   []sheet.Style // by cell format
}

// A relation is a reference from one part to another.
type relation struct {
	kind   string // last element of the type
	target string // name of the part
}

// readWorkbook finds the sheets and reads the styles.
func readWorkbook(a *archive) (*workbook, error) {
	name, err := workbookPart(a)
	if err != nil {
		return nil, err
	}
	relations, err := readRelations(a, name)
	if err != nil {
		return nil, err
	}
	w := &workbook{}
	err = a.each(name, func(p *part, element string) {
		switch element {
		case "workbookPr":
			w.date1904 = truth(p.Attr("date1904"))
		case "sheet":
			r, ok := relations[string(p.Attr("id"))]
			if !ok || r.kind != "worksheet" {
				return // a chart, a macro sheet or a dialog
			}
			state := string(p.Attr("state"))
			w.names = append(w.names, string(p.Attr("name")))
			w.hidden = append(w.hidden, state == "hidden" || state == "veryHidden")
			w.targets = append(w.targets, r.target)
		}
	})
	if err != nil {
		return nil, err
	}
	for _, r := range relations {
		switch r.kind {
		case "sharedStrings":
			w.strings = r.target
		case "styles":
			if w.styles, err = readStyles(a, r.target); err != nil {
				return nil, err
			}
		}
	}
	return w, nil
}

// workbookPart returns the name of the main part. Other kinds of files that are zip archives too are refused by name.
func workbookPart(a *archive) (string, error) {
	e := audit.Errorf(audit.Invalid, "the archive holds no workbook")
	e.Remedy = remedySave
	if !a.has("_rels/.rels") {
		if a.has("mimetype") && a.has("content.xml") {
			e.Text = "the file is an OpenDocument file, not an .xlsx workbook"
		}
		return "", e
	}
	relations, err := readRelations(a, "")
	if err != nil {
		return "", err
	}
	for _, r := range relations {
		if r.kind != "officeDocument" {
			continue
		}
		switch path.Ext(strings.ToLower(r.target)) {
		case ".bin":
			e.Text = "the file is a binary workbook (.xlsb)"
			return "", e
		case ".xml":
			return r.target, nil
		}
	}
	return "", e
}

// readRelations reads the relations of a part, by their ids; the empty name is the archive itself.
func readRelations(a *archive, of string) (map[string]relation, error) {
	relations := map[string]relation{}
	dir, base := path.Split(of)
	err := a.each(dir+"_rels/"+base+".rels", func(p *part, element string) {
		if element != "Relationship" || string(p.Attr("TargetMode")) == "External" {
			return
		}
		target := strings.ReplaceAll(string(p.Attr("Target")), `\`, "/")
		if !path.IsAbs(target) {
			target = path.Join("/", dir, target)
		}
		relations[string(p.Attr("Id"))] = relation{path.Base(string(p.Attr("Type"))), strings.TrimPrefix(path.Clean(target), "/")}
	})
	return relations, err
}

// readStyles returns the style of every cell format.
func readStyles(a *archive, name string) ([]sheet.Style, error) {
	custom := map[int]sheet.Style{}
	var styles []sheet.Style
	within := "" // cellStyleXfs and cellXfs both have xf elements; only the latter belong to cells
	err := a.each(name, func(p *part, element string) {
		if p.Depth() == 2 {
			within = element
		}
		switch {
		case element == "numFmt" && within == "numFmts":
			if id, err := strconv.Atoi(string(p.Attr("numFmtId"))); err == nil {
				custom[id] = sheet.StyleOf(string(p.Attr("formatCode")))
			}
		case element == "xf" && within == "cellXfs":
			id, _ := strconv.Atoi(string(p.Attr("numFmtId"))) // absent is 0, the general format
			style, ok := custom[id]
			if !ok {
				style = sheet.Builtin(id)
			}
			styles = append(styles, style)
		}
	})
	return styles, err
}

// truth reads a truth value of XML Schema.
func truth(v []byte) bool { return string(v) == "1" || string(v) == "true" }
