package tagged

import (
	"crypto/md5"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"auditd/audit"
	"auditd/report/pdf/object"
)

// An Attachment is a file that the PDF holds.
type Attachment struct {
	Name        string // Required; ascending from one attachment to the next.
	MIME        string // Required.
	Description string // Required by readers that list attachments.
	SHA256      string // of Data, lower-case hex, when the document prints it; empty is not held against Data
	Data        []byte
}

// Attach adds a file as the data that the document was made from (ISO 19005-3, clause 6.8). Data that do not have the digest are an
// Invalid error of Close.
func (f *File) Attach(a Attachment) {
	if n := len(f.fileNames); n > 0 && f.fileNames[n-1].name >= a.Name {
		f.fail(audit.Errorf(audit.Internal, "pdf: attachment %q does not ascend", a.Name))
		return
	}
	if sum := sha256.Sum256(a.Data); a.SHA256 != "" && a.SHA256 != hex.EncodeToString(sum[:]) {
		f.fail(&audit.Error{
			Kind: audit.Invalid, Text: "an attachment is not the file whose digest the report prints", File: a.Name,
			Remedy: "make the report anew from the results that it is to hold",
		})
		return
	}
	dict := fmt.Sprintf("/Type/EmbeddedFile/Subtype%s/Params<</Size %d/CheckSum<%x>", object.Name(a.MIME), len(a.Data), md5.Sum(a.Data))
	if !f.meta.Date.IsZero() {
		dict += "/ModDate" + object.Date(f.meta.Date)
	}
	file := f.w.Reserve()
	f.w.Stream(file, dict+">>", a.Data)
	name := object.Text(a.Name)
	spec := f.w.Add([]byte("<</Type/Filespec/F" + name + "/UF" + name + "/Desc" + object.Text(a.Description) +
		"/AFRelationship/Data/EF<</F " + file.String() + "/UF " + file.String() + ">>>>"))
	f.files = append(f.files, spec)
	f.fileNames = append(f.fileNames, named{a.Name, spec.String()})
}
