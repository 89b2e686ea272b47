package pdf

// Destinations that the document does not name. Its own names have no full stop.
const (
	annexID    = "pdf.annex"
	contentsID = "pdf.contents"
)

// annex sets the data tables that only repeat a figure, at the end, where they do not interrupt the reading.
func (c *composer) annex() {
	if len(c.folded) == 0 || c.err != nil {
		return
	}
	e := c.file.Root().Child("Sect")
	c.flushFloats()
	c.headingRuns(e, annexID, "H1", "", c.plain(c.words.annex, c.st.head1), c.st.head1, 30, 110)
	for _, f := range c.folded {
		c.table(e, f.table, f.label)
	}
	e.Close()
}
