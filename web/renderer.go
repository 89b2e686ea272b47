package web

import (
	"io"

	"auditd/audit"
	"auditd/audit/service"
	"auditd/report"
	"auditd/report/html"
	"auditd/report/pdf"
	"auditd/report/table"
)

// Renderer writes the files of a run and of a publication in every format there is.
type Renderer struct{}

var reportLanguages = map[string]string{"zh": report.Chinese, "en": report.English}

// Report writes the report in both languages as HTML and PDF, and all tables as XLSX, CSV and JSON.
func (Renderer) Report(a *audit.Audit, o service.RenderOptions, put service.PutFile) error {
	for _, lang := range languages {
		doc, err := report.New(a, report.Options{Lang: reportLanguages[lang], Case: o.Case, Date: o.Date, Results: report.ResultsOf(o.Results)})
		if err != nil {
			return err
		}
		if err := put("report-"+lang+".html", func(w io.Writer) error { return html.Write(w, doc) }); err != nil {
			return err
		}
		if err := put("report-"+lang+".pdf", func(w io.Writer) error { return pdf.Write(w, doc, pdf.Options{Date: o.Date}) }); err != nil {
			return err
		}
	}
	return writeTables(put, "", table.Of(a)...)
}

// Public writes the counts by single attributes, as far as they are published.
func (Renderer) Public(p *service.Summary, put service.PutFile) error {
	return writeTables(put, "public-", publicTable(p))
}

// publicTable is the one table of a public summary.
func publicTable(p *service.Summary) table.Table {
	t := table.Table{Name: "groups", Title: "People by group and decision; attributes with a count below 10 are withheld as a whole", Columns: []table.Column{
		{Name: "attribute", Type: table.Text, Text: "Attribute."},
		{Name: "group", Type: table.Text, Text: "Value of the attribute."},
		{Name: "withheld", Type: table.Boolean, Text: "Whether the counts of the attribute are withheld."},
		{Name: "people", Type: table.Integer, Text: "People in the group."},
		{Name: "selected", Type: table.Integer, Text: "People whom the system selected."},
		{Name: "not_selected", Type: table.Integer, Text: "People whom the system did not select."},
		{Name: "undecided", Type: table.Integer, Text: "People without a decision."},
		{Name: "selection_rate", Type: table.Number, Text: "Selected over selected and not selected."},
		{Name: "lower", Type: table.Number, Text: "Lower end of the 95 % interval of the selection rate (Wilson)."},
		{Name: "upper", Type: table.Number, Text: "Upper end of that interval."},
	}}
	for _, a := range p.Attributes {
		if a.Withheld {
			t.Rows = append(t.Rows, []any{a.Name, nil, true, nil, nil, nil, nil, nil, nil, nil})
		}
		for _, g := range a.Groups {
			i := g.Interval()
			t.Rows = append(t.Rows, []any{a.Name, g.Value, false, g.People, g.Selected, g.NotSelected, g.Undecided, rounded(g.Share()), rounded(i.Lower), rounded(i.Upper)})
		}
	}
	return t
}

// writeTables writes tables in the formats that people ask for most.
func writeTables(put service.PutFile, prefix string, tables ...table.Table) error {
	for _, f := range table.Formats() {
		switch f.Name {
		case "xlsx":
			if err := put(prefix+"tables"+f.Ending, func(w io.Writer) error { return f.Write(w, tables...) }); err != nil {
				return err
			}
		case "csv", "json":
			for _, t := range tables {
				if err := put(prefix+t.Name+f.Ending, func(w io.Writer) error { return f.Write(w, t) }); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// rounded rounds a number as results are rounded.
func rounded(x float64) float64 { return audit.Real(x).Round() }
