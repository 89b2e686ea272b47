package tagged

import (
	"time"

	"auditd/report/pdf/object"
)

// A Signer signs the file when it is closed.
type Signer interface {
	// Dictionary returns the entries of the signature dictionary at a time, without Contents and ByteRange.
	Dictionary(at time.Time) string
	// Size returns the most bytes that a signature has.
	Size() int
	// Sign returns the signature over a SHA-256 digest.
	Sign(sha256 []byte) ([]byte, error)
}

// Sign has the file signed when it is closed. It is called before the first page, which carries the field of the signature,
// without a place on paper. name is what a screen reader says of the field.
func (f *File) Sign(s Signer, name string) {
	f.signer, f.widgetName = s, name
	f.widget, f.signature = f.w.Reserve(), f.w.Reserve()
}

// writeSignature writes the field and its widget (clause 12.7.4.5), and returns what the object writer needs to sign; nil without
// a signer.
func (f *File) writeSignature() (sign *object.Signature, form string) {
	if f.signer == nil {
		return nil, ""
	}
	f.w.Put(f.widget, []byte("<</Type/Annot/Subtype/Widget/FT/Sig/T(Signature1)/TU"+object.Text(f.widgetName)+"/F 132/Rect[0 0 0 0]/P "+
		f.pages[0].String()+"/V "+f.signature.String()+">>"))
	return &object.Signature{Ref: f.signature, Dict: f.signer.Dictionary(f.meta.Date), Size: f.signer.Size(), Sign: f.signer.Sign},
		"/AcroForm<</Fields[" + f.widget.String() + "]/SigFlags 3>>"
}
