// Package tagged writes one PDF file that is PDF/A-3a (ISO 19005-3) and PDF/UA-1 (ISO 14289-1) at once: pages, a structure
// tree, links, outlines, fonts cut to what is used, attachments, metadata and an optional signature. Pages and structure elements
// are written as soon as they are finished. What a page shows is either the content of a structure element or an artifact; there
// is no way to paint anything else.
//
// It does not know what a report is, where a line ends or what stands on which page. Lengths are points, and y grows downwards
// from the upper edge of the page, as in package layout; the file itself counts upwards. Clause numbers are those of ISO 32000-1.
package tagged

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"auditd/audit"
	"auditd/report/pdf/object"
	"auditd/report/pdf/truetype"
)

// Metadata say what the file as a whole is.
type Metadata struct {
	Title    string    // Required.
	Author   string    // may be empty
	Subject  string    // may be empty
	Lang     string    // BCP 47; required
	Producer string    // the program
	Date     time.Time // of creation and change; the zero time writes none
}

// A File is a PDF file being written.
type File struct {
	w        *object.Writer
	meta     Metadata
	family   *truetype.Family
	embedded []*embedded // by face

	root      *Element
	tree      object.Ref // StructTreeRoot
	resources object.Ref
	pagesRef  object.Ref
	pages     []object.Ref
	parents   []object.Ref // parent tree: by key, the array of a page or the element of an annotation
	ids       []named      // of notes, for the identifier tree
	dests     []named
	wanted    []string // destinations that links lead to
	outlines  []outline
	files     []object.Ref // file specifications
	fileNames []named

	signer     Signer
	widget     object.Ref // field of the signature, 0 for none
	signature  object.Ref
	widgetName string
	err        error
}

// named is an entry of a name tree.
type named struct {
	name string
	body string
}

// New begins a file. With a nil out, pages are counted and nothing is written.
func New(out io.Writer, family *truetype.Family, meta Metadata) *File {
	f := &File{w: object.New(out), meta: meta, family: family}
	for i := range family.Faces {
		f.embedded = append(f.embedded, &embedded{font: family.Faces[i], ref: 0, cids: map[rune]uint16{}})
	}
	f.tree, f.resources, f.pagesRef = f.w.Reserve(), f.w.Reserve(), f.w.Reserve()
	f.root = &Element{file: f, kind: "Document", ref: f.w.Reserve(), parent: f.tree}
	return f
}

// Root returns the element that holds the whole document.
func (f *File) Root() *Element { return f.root }

// Pages returns how many pages were begun.
func (f *File) Pages() int { return len(f.pages) }

func (f *File) fail(err error) {
	if f.err == nil {
		f.err = err
	}
}

// key returns the next key of the parent tree (clause 14.7.4.4).
func (f *File) key(ref object.Ref) int {
	f.parents = append(f.parents, ref)
	return len(f.parents) - 1
}

// Close writes the rest of the file. Every page must be finished and every element closed.
func (f *File) Close() error {
	f.root.Close()
	if f.err != nil || f.w.Counts() {
		return f.err
	}
	slices.SortFunc(f.dests, func(a, b named) int { return strings.Compare(a.name, b.name) })
	if err := f.checkLinks(); err != nil {
		return err
	}
	sign, form := f.writeSignature()
	f.writeStructure()
	outlines := f.writeOutlines()
	if err := f.writeFonts(); err != nil {
		return err
	}
	f.writePages()
	info := f.w.Add([]byte(f.info()))
	catalog := f.writeCatalog(outlines, form)
	return f.w.Close(catalog, info, sign)
}

// checkLinks is an Internal error when a link leads nowhere or a destination is ambiguous.
func (f *File) checkLinks() error {
	for i := 1; i < len(f.dests); i++ {
		if f.dests[i].name == f.dests[i-1].name {
			return audit.Errorf(audit.Internal, "pdf: destination %q occurs twice", f.dests[i].name)
		}
	}
	for _, name := range f.wanted {
		if _, ok := slices.BinarySearchFunc(f.dests, name, func(d named, n string) int { return strings.Compare(d.name, n) }); !ok {
			return audit.Errorf(audit.Internal, "pdf: a link leads to %q, which is not in the document", name)
		}
	}
	return nil
}

// writePages writes the page tree, one level deep.
func (f *File) writePages() {
	b := fmt.Appendf(nil, "<</Type/Pages/Count %d/Kids[", len(f.pages))
	f.w.Put(f.pagesRef, append(appendRefs(b, f.pages), "]>>"...))
}

func appendRefs(b []byte, refs []object.Ref) []byte {
	for _, r := range refs {
		b = fmt.Appendf(b, "%d 0 R ", int(r))
	}
	return b
}

// writeCatalog writes the root of the file (clause 7.7.2).
func (f *File) writeCatalog(outlines object.Ref, form string) object.Ref {
	meta := f.w.Reserve()
	f.w.Raw(meta, "/Type/Metadata/Subtype/XML", f.xmp())
	profile := f.w.Reserve()
	f.w.Stream(profile, "/N 3", sRGB())
	b := fmt.Appendf(nil, "<</Type/Catalog/Pages %s/Lang%s/MarkInfo<</Marked true>>/StructTreeRoot %s/ViewerPreferences<</DisplayDocTitle true>>/Metadata %s",
		f.pagesRef, object.Text(f.meta.Lang), f.tree, meta)
	b = fmt.Appendf(b, "/OutputIntents[<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB IEC61966-2.1)/Info(sRGB IEC61966-2.1)/DestOutputProfile %s>>]", profile)
	if outlines != 0 {
		b = fmt.Appendf(b, "/Outlines %s/PageMode/UseOutlines", outlines)
	}
	names := ""
	if len(f.dests) > 0 {
		names += "/Dests " + f.nameTree(f.dests).String()
	}
	if len(f.files) > 0 {
		names += "/EmbeddedFiles " + f.nameTree(f.fileNames).String()
		b = append(appendRefs(append(b, "/AF["...), f.files), ']')
	}
	if names != "" {
		b = append(b, "/Names<<"+names+">>"...)
	}
	b = append(b, form+"/PageLabels<</Nums[0<</S/D>>]>>>>"...)
	return f.w.Add(b)
}

// leafSize is how many entries a leaf of a name or number tree has.
const leafSize = 250

// nameTree writes sorted entries as a tree of two levels (clause 7.9.6).
func (f *File) nameTree(entries []named) object.Ref {
	root := []byte("<</Kids[")
	for leaf := range slices.Chunk(entries, leafSize) {
		b := []byte("<</Limits[" + object.Text(leaf[0].name) + object.Text(leaf[len(leaf)-1].name) + "]/Names[")
		for _, e := range leaf {
			b = append(append(object.AppendText(b, e.name), e.body...), ' ')
		}
		root = fmt.Appendf(root, "%s ", f.w.Add(append(b, "]>>"...)))
	}
	return f.w.Add(append(root, "]>>"...))
}
