package table

import (
	"archive/zip"
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/klauspost/compress/flate"
)

// xlsxSize is the largest worksheet of XLSX (Excel specifications and limits).
var xlsxSize = size{rows: 1 << 20, columns: 1 << 14}

// XLSX writes the tables as the worksheets of an Office Open XML workbook (ECMA-376): a frozen head row, texts as shared strings
// and never as formulas, numbers as numbers, truth values as such. A cell without a value is absent; the empty text is a cell.
// Characters that XML 1.0 forbids are escaped as the standard says (see xstring), so that spreadsheets show them again.
// A text of more than 32,767 UTF-16 code units is cut and says so; integers beyond 2^53 are texts; a table of more than 1,048,575
// rows goes on in further worksheets whose names count them.
//
// The parts are written here because excelize, version 2.11.0, drops a text such as "_xD83D_" and turns control characters
// into U+FFFD without an error, and orders streamed sheets by a map. It reads the workbooks back in the tests.
func XLSX(w io.Writer, tables ...Table) error {
	list, err := sheets(tables, xlsxSize)
	if err != nil {
		return err
	}
	z := zip.NewWriter(w)
	// The compressor is pinned by go.mod, so that another Go release gives the same bytes.
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, 6) })
	texts := &pool{index: map[string]int{}}
	for _, p := range fixedParts(list) {
		if err := zipPart(z, p.name, func(b sink) { b.put(p.text) }); err != nil {
			return err
		}
	}
	for i, s := range list {
		if err := zipPart(z, worksheetName(i), func(b sink) { worksheet(b, s, i == 0, texts) }); err != nil {
			return err
		}
	}
	if err := zipPart(z, "xl/sharedStrings.xml", texts.write); err != nil {
		return err
	}
	return z.Close()
}

func worksheetName(i int) string { return fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1) }

// zipPart writes one part. Its header has no time, so that the same tables give the same bytes.
func zipPart(z *zip.Writer, name string, write func(sink)) error {
	part, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate})
	if err != nil {
		return err
	}
	b := newSink(part)
	b.put(xml.Header)
	write(b)
	return b.Flush()
}

// A pool numbers texts in the order in which they first occur.
type pool struct {
	index map[string]int
	list  []string
	uses  int
}

// number returns the number of a text.
func (p *pool) number(s string) int {
	p.uses++
	i, ok := p.index[s]
	if !ok {
		i = len(p.list)
		p.index[s], p.list = i, append(p.list, s)
	}
	return i
}

// write writes the shared strings.
func (p *pool) write(b sink) {
	fmt.Fprintf(b, `<sst xmlns="%s" count="%d" uniqueCount="%d">`, spreadsheetML, p.uses, len(p.list))
	for _, s := range p.list {
		b.put(`<si><t xml:space="preserve">`)
		escape(b, xstring(s))
		b.put("</t></si>")
	}
	b.put("</sst>")
}

// escape writes valid UTF-8 as the content of an element or attribute.
func escape(w io.Writer, s string) { _ = xml.EscapeText(w, []byte(s)) } // a failure stays in the buffered writer below

// The cell styles of styles.xml.
const (
	styleBody = 0
	styleHead = 1 // bold
)

// worksheet writes the part of one worksheet.
func worksheet(b sink, s sheet, first bool, texts *pool) {
	last := columnLetters(max(len(s.table.Columns), 1)-1) + strconv.Itoa(len(s.table.Rows)+1)
	fmt.Fprintf(b, `<worksheet xmlns="%s"><dimension ref="A1:%s"/><sheetViews><sheetView`, spreadsheetML, last)
	if first {
		b.put(` tabSelected="1"`)
	}
	b.put(` workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>` +
		`<selection pane="bottomLeft" activeCell="A2" sqref="A2"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/>`)
	if len(s.widths) > 0 {
		b.put("<cols>")
		for i, width := range s.widths {
			fmt.Fprintf(b, `<col min="%d" max="%d" width="%d" customWidth="1"/>`, i+1, i+1, width)
		}
		b.put("</cols>")
	}
	b.put("<sheetData>")
	head := make([]any, len(s.table.Columns))
	for i, c := range s.table.Columns {
		head[i] = c.Name
	}
	worksheetRow(b, 1, head, styleHead, texts)
	for i, row := range s.table.Rows {
		worksheetRow(b, i+2, row, styleBody, texts)
	}
	b.put("</sheetData></worksheet>")
}

// worksheetRow writes a row; its number counts from 1.
func worksheetRow(b sink, number int, row []any, style int, texts *pool) {
	fmt.Fprintf(b, `<row r="%d">`, number)
	for i, v := range row {
		kind, value := "n", ""
		switch v := v.(type) {
		case string:
			kind, value = "s", strconv.Itoa(texts.number(fit(v)))
		case int64:
			value = strconv.FormatInt(v, 10)
			if !exact(v) {
				kind, value = "s", strconv.Itoa(texts.number(value))
			}
		case float64:
			value = strconv.FormatFloat(v, 'g', -1, 64)
		case bool:
			kind, value = "b", "0"
			if v {
				value = "1"
			}
		default:
			continue
		}
		fmt.Fprintf(b, `<c r="%s%d" s="%d" t="%s"><v>%s</v></c>`, columnLetters(i), number, style, kind, value)
	}
	b.put("</row>")
}

// columnLetters returns the letters of a column that counts from 0: A, Z, AA.
func columnLetters(i int) string {
	s := string(rune('A' + i%26))
	if i < 26 {
		return s
	}
	return columnLetters(i/26-1) + s
}

// A fixedPart is a part of the workbook that does not depend on the cells.
type fixedPart struct{ name, text string }

// Namespaces of ECMA-376, transitional.
const (
	spreadsheetML = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	relationship  = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	packages      = "http://schemas.openxmlformats.org/package/2006/"
	contentType   = "application/vnd.openxmlformats-officedocument.spreadsheetml."
)

// fixedParts returns the parts that say what the workbook holds. There are no document properties: they would hold dates and
// names of programs.
func fixedParts(list []sheet) []fixedPart {
	var types, names, links strings.Builder
	for i, s := range list {
		fmt.Fprintf(&types, `<Override PartName="/%s" ContentType="%sworksheet+xml"/>`, worksheetName(i), contentType)
		fmt.Fprintf(&names, `<sheet name="`)
		escape(&names, s.name)
		fmt.Fprintf(&names, `" sheetId="%d" r:id="rId%d"/>`, i+1, i+1)
		fmt.Fprintf(&links, `<Relationship Id="rId%d" Type="%s/worksheet" Target="worksheets/sheet%d.xml"/>`, i+1, relationship, i+1)
	}
	for i, name := range []string{"styles", "sharedStrings"} {
		fmt.Fprintf(&types, `<Override PartName="/xl/%s.xml" ContentType="%s%s+xml"/>`, name, contentType, name)
		fmt.Fprintf(&links, `<Relationship Id="rId%d" Type="%s/%s" Target="%s.xml"/>`, len(list)+1+i, relationship, name, name)
	}
	return []fixedPart{
		{"[Content_Types].xml", `<Types xmlns="` + packages + `content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
			`<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="` + contentType + `sheet.main+xml"/>` + types.String() + `</Types>`},
		{"_rels/.rels", `<Relationships xmlns="` + packages + `relationships"><Relationship Id="rId1" Type="` + relationship + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"xl/workbook.xml", `<workbook xmlns="` + spreadsheetML + `" xmlns:r="` + relationship + `"><bookViews><workbookView activeTab="0"/></bookViews><sheets>` + names.String() + `</sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", `<Relationships xmlns="` + packages + `relationships">` + links.String() + `</Relationships>`},
		{"xl/styles.xml", stylesXML},
	}
}

// stylesXML has two cell styles: the body and the bold head.
const stylesXML = `<styleSheet xmlns="` + spreadsheetML + `"><fonts count="2"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font>` +
	`<font><b/><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts>` +
	`<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>` +
	`<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>` +
	`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
	`<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>` +
	`<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs>` +
	`<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`
