// Package report turns an audit into a document: headings, paragraphs, lists, tables and figures, in Chinese or English. It
// computes nothing; every number in it stands in the audit. The packages below it write the document as HTML, PDF and tables.
//
// It does not know how anything is drawn or laid out.
package report

// A Document is a report in one language, in reading order.
type Document struct {
	Lang        string // BCP 47: zh-CN or en-GB
	Title       string
	Subtitle    string
	Cover       []Field // case number, department, digest …, for the first page
	Query       string  // query code, empty for none
	Sections    []Section
	Words       Words        // texts that the outputs need themselves
	Attachments []Attachment // results.json
}

// A Field is a name with a value on the cover.
type Field struct {
	Name  string
	Value string
	Code  bool // a digest or command: set in a fixed-width face, may break anywhere
}

// An Attachment is a file that travels with the document.
type Attachment struct {
	Name        string
	MIME        string
	Description string
	Data        []byte
}

// A Section is a heading with what stands below it. ID is unique and fit for a link: lower-case letters, digits, hyphens.
type Section struct {
	ID     string
	Level  int // 1, 2 or 3
	Title  string
	Blocks []Block
}

// A Block is one of *Paragraph, *List, *Note, *Table, *Figure, *Verdicts.
type Block interface{ block() }

// A Span is a run of text of one kind. Exactly one of Text, Ref, Foot and Verdict is set.
type Span struct {
	Text    string
	Strong  bool
	Code    bool
	Lang    string // of this span when it differs from the document's: a group name of the data, say
	Ref     string // ID of a section, table, figure or finding; outputs write its name and number
	Foot    []Span // a footnote
	Verdict *Badge
}

// Text is a paragraph or cell of spans.
type Text []Span

// Shape is the form of a verdict badge, so that colour is never the only sign.
type Shape string

// The shapes of badges.
const (
	ShapeDisparity    Shape = "triangle" // disparity shown
	ShapeParity       Shape = "circle"   // parity shown
	ShapeInconclusive Shape = "diamond"  // inconclusive
	ShapeNone         Shape = "square"   // not judged
)

// A Badge is a verdict in word and shape.
type Badge struct {
	Shape Shape
	Text  string
}

// A Paragraph is running text.
type Paragraph struct{ Text Text }

// A List is a list of items.
type List struct {
	Ordered bool
	Items   []Text
}

// A Note is a paragraph set apart. Kind is info, caution or limit.
type Note struct {
	Kind  string
	Title string
	Text  []Text
}

// Align is how a column of a table is set.
type Align int

// The alignments.
const (
	Left  Align = iota // text
	Right              // numbers
)

// A TableColumn is the head of a column. Width is its share of the table's width; 0 lets the output choose.
type TableColumn struct {
	Title string
	Align Align
	Width float64
}

// A TableCell is one cell. Header marks the cell that names its row.
type TableCell struct {
	Text   Text
	Header bool
}

// A Table has a caption and one row of heads. Every row has as many cells as there are columns.
type Table struct {
	ID      string
	Caption Text
	Columns []TableColumn
	Rows    [][]TableCell
	Notes   []Text // below the table
}

// A Figure is a plot with its caption, its alternative text of at most three sentences and its data as a table.
type Figure struct {
	ID      string
	Caption Text
	Alt     string
	Plot    any    // the value that package figure draws: figure.Forest, figure.HeatMap …
	Data    *Table // the numbers of the figure, shown folded or in an annex
}

// Verdicts is the row of verdicts per criterion on the summary page.
type Verdicts struct {
	Items []VerdictItem
}

// A VerdictItem is one criterion with its badge.
type VerdictItem struct {
	Badge Badge
	Title string
	Text  Text
}

func (*Paragraph) block() {}
func (*List) block()      {}
func (*Note) block()      {}
func (*Table) block()     {}
func (*Figure) block()    {}
func (*Verdicts) block()  {}

// Words are the fixed texts that outputs print around the document, in its language.
type Words struct {
	Contents  string
	Figure    string // "Figure %d"
	Table     string // "Table %d"
	Section   string // "Section %s"
	Page      string // "Page %d of %d"
	Footnotes string
	Data      string // summary of the folded data table of a figure
	Continued string
	Skip      string // skip link
	Back      string // back from a footnote to its place
	Top       string
}
