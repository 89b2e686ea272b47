package object

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"strings"

	"auditd/audit"
)

// A Signature is an object that is signed with everything else in the file (clause 12.8.1). Its dictionary is Dict, without
// Contents and ByteRange.
type Signature struct {
	Ref  Ref
	Dict string
	Size int // most bytes of a signature; the place that is kept for it, whatever its length
	// Sign returns the signature over a SHA-256 digest of the file without the place kept for the signature.
	Sign func(sha256 []byte) ([]byte, error)
}

// Close writes what is left: open object streams, the signature when there is one, the cross-reference stream and the trailer.
// root is the catalog, info the document information. The identifier of the file is a digest of its body, so the same content
// has the same identifier. Close returns the first error of the whole file.
func (w *Writer) Close(root, info Ref, sign *Signature) error {
	w.flush()
	if w.err != nil || w.out == nil {
		return w.err
	}
	id := w.digest.Sum(nil)[:16]
	xref := w.Reserve()
	for ref := 1; ref < len(w.places); ref++ {
		if w.places[ref].kind == 0 && Ref(ref) != xref && (sign == nil || Ref(ref) != sign.Ref) {
			return audit.Errorf(audit.Internal, "pdf: object %d was reserved and never put", ref)
		}
	}
	if sign == nil {
		w.write(w.tail(xref, root, info, id, w.at))
		return w.err
	}
	return w.closeSigned(sign, xref, root, info, id)
}

// closeSigned writes the signature as the last object before the cross-references. Every length is fixed before anything is
// signed, so the byte range is known without holding the file: what precedes the signature has been digested on its way out.
func (w *Writer) closeSigned(sign *Signature, xref, root, info Ref, id []byte) error {
	w.take(sign.Ref, place{kind: 1, where: w.at})
	opening := fmt.Sprintf("%d 0 obj\n<<%s/ByteRange[0 ", int(sign.Ref), sign.Dict)
	const numbers = len("0000000000 0000000000 0000000000]/Contents")
	before := w.at + int64(len(opening)+numbers)
	after := before + int64(2*sign.Size+len("<>"))
	end := []byte(">>\nendobj\n")
	rest := append(end, w.tail(xref, root, info, id, after+int64(len(end)))...)
	w.write(fmt.Appendf(nil, "%s%010d %010d %010d]/Contents", opening, before, after, len(rest)))
	if w.err != nil {
		return w.err
	}
	w.digest.Write(rest)
	der, err := sign.Sign(w.digest.Sum(nil))
	if err != nil {
		return fmt.Errorf("signing the PDF file: %w", err)
	}
	if len(der) > sign.Size {
		return audit.Errorf(audit.Limit, "the signature has %d bytes, more than the %d kept for it", len(der), sign.Size)
	}
	w.write([]byte("<" + hex.EncodeToString(der) + strings.Repeat("0", 2*(sign.Size-len(der))) + ">"))
	w.write(rest)
	return w.err
}

// tail returns the cross-reference stream (clause 7.5.8) as it stands at an offset, and the end of the file.
func (w *Writer) tail(xref, root, info Ref, id []byte, at int64) []byte {
	w.take(xref, place{kind: 1, where: at})
	var table bytes.Buffer
	for i, p := range w.places {
		if i == 0 { // the head of the list of free objects
			p.within = 65535
		}
		table.Write([]byte{p.kind, byte(p.where >> 32), byte(p.where >> 24), byte(p.where >> 16), byte(p.where >> 8), byte(p.where), byte(p.within >> 8), byte(p.within)})
	}
	packed := w.compress(table.Bytes())
	var b bytes.Buffer
	fmt.Fprintf(&b, "%d 0 obj\n<</Type/XRef/Size %d/W[1 5 2]/Root %s/Info %s/ID[<%x><%x>]/Filter/FlateDecode/Length %d>>stream\n",
		int(xref), len(w.places), root, info, id, id, len(packed))
	b.Write(packed)
	fmt.Fprintf(&b, "\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n", at)
	return b.Bytes()
}
