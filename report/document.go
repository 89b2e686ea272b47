// Package report turns an audit into a document: headings, paragraphs, lists, tables and figures, in Chinese or English. It
// computes nothing; every number in it stands in the audit. The packages below it write the document as HTML, PDF and tables.
//
// It does not know how anything is drawn or laid out, and it has no clock: the date is an input.
//
// The package is longer than the house limit of 2,000 lines because a section of the report is a file of its own and all of them
// share one catalogue; each can be read alone. The texts stand in messages, one file a language.
package report

// A Document is a report in one language, in reading order.
type Document struct {
	Lang        string // BCP 47: zh-CN or en-GB
	Title       string
	Subtitle    string
	Cover       []Field // case number, department, digest …, for the first page
	Query       string  // query code, empty for none
	Date        string  // the date as it is printed, empty for none
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

// An Attachment is a file that travels with the document. A large one is not held in memory: Data is nil then and Load reads it.
type Attachment struct {
	Name        string
	MIME        string
	Description string
	Bytes       int64
	Size        string // Bytes for people: "12.4 kB"
	SHA256      string // of the content, lower-case hex
	Data        []byte
	Load        func() ([]byte, error)
}

// Content returns the bytes of the attachment.
func (a Attachment) Content() ([]byte, error) {
	if a.Data == nil && a.Load != nil {
		return a.Load()
	}
	return a.Data, nil
}

// A Section is a heading with what stands below it. ID is unique and fit for a link: lower-case letters, digits, hyphens.
// The first section is the one-page summary: HTML shows it before the contents, PDF starts it on a page of its own.
type Section struct {
	ID     string
	Level  int // 1 or 2; a section of level 2 belongs to the last one of level 1 before it
	Title  Text
	Badge  *Badge // verdict of a finding, beside its heading; nil for none
	Blocks []Block
}

// A Block is one of *Paragraph, *List, *Facts, *Note, *Table, *Figure, *Verdicts.
type Block interface{ block() }

// A Span is a run of text of one kind. Exactly one of Text, Ref, Foot and Verdict is set.
type Span struct {
	Text    string
	Strong  bool
	Code    bool
	Data    bool   // Text comes from the data, a group name say: its language and direction are its own (bdi in HTML)
	Lang    string // of this span when it is known to differ from the document's
	Ref     string // ID of a section, table or figure; outputs write its label (see Labels) and link to it
	Foot    *Foot  // a footnote
	Verdict *Badge // a badge within running text or a cell
}

// A Foot is the text of a footnote. URL, when set, is an https address that may be linked.
type Foot struct {
	Text Text
	URL  string
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

// A Paragraph is running text. Lead marks the one that carries the message of its section, set larger.
type Paragraph struct {
	Text Text
	Lead bool
}

// A List is a list of items.
type List struct {
	Ordered bool
	Items   []Text
}

// Facts are terms with what is said of them: the key numbers of a finding, the glossary.
type Facts struct {
	Items []Fact
}

// A Fact is a term and its text.
type Fact struct {
	Term Text
	Text Text
}

// NoteKind says what a note is for.
type NoteKind string

// The kinds of notes.
const (
	NoteInfo    NoteKind = "info"    // helps to read what follows
	NoteCaution NoteKind = "caution" // the numbers may mislead without it
	NoteLimit   NoteKind = "limit"   // what is not shown or not meant
)

// A Note is a paragraph or more set apart.
type Note struct {
	Kind  NoteKind
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
	Data    *Table // the numbers of the figure; not numbered, labelled as the data of the figure
	Folded  bool   // Data only repeats what the figure shows: outputs may fold it away or move it to an annex
}

// Verdicts is the row of verdicts per criterion on the summary page.
type Verdicts struct {
	Items []VerdictItem
}

// A VerdictItem is one criterion with its badge.
type VerdictItem struct {
	Badge Badge
	Title Text
	Text  Text
	Ref   string // ID of the section that says more, empty for none
}

func (*Paragraph) block() {}
func (*List) block()      {}
func (*Facts) block()     {}
func (*Note) block()      {}
func (*Table) block()     {}
func (*Figure) block()    {}
func (*Verdicts) block()  {}

// Words are the fixed texts that outputs print around the document, in its language. A %d or %s stands for a number.
type Words struct {
	Contents       string
	Figure         string // "Figure %d"
	Table          string // "Table %d"
	Section        string // "Section %s"
	Page           string // "Page %d of %d"
	Footnotes      string
	Footnote       string // "Footnote %d", name of the link to it
	Data           string // "Data of %s", with the label of a figure: caption or summary of its data table
	Continued      string // after the caption of a table that goes on
	Identification string // heading of the digests and codes
	Download       string // "Download %s (%s)": name and size
	Skip           string // skip link
	Back           string // "Back to the place of footnote %d"
	Top            string // link to the beginning
	Query          string // name of the query code
}
