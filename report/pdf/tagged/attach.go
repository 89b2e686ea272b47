package tagged

import (
	"crypto/md5"
	"fmt"

	"auditd/audit"
	"auditd/report/pdf/object"
)

// An Attachment is a file that the PDF holds.
type Attachment struct {
	Name        string // Required; ascending from one attachment to the next.
	MIME        string // Required.
	Description string // Required by readers that list attachments.
	Data        []byte
}

// Attach adds a file as the data that the document was made from (ISO 19005-3, clause 6.8).
func (f *File) Attach(a Attachment) {
	if n := len(f.fileNames); n > 0 && f.fileNames[n-1].name >= a.Name {
		f.fail(audit.Errorf(audit.Internal, "pdf: attachment %q does not ascend", a.Name))
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
