package api

// SubmissionForm is a submission, sent as multipart/form-data.
type SubmissionForm struct {
	Plan        string   `json:"plan,omitempty"`                       // The plan, YAML or JSON. Without it a template must be named.
	Template    string   `json:"template,omitempty"`                   // Identifier of a template of the department that stands in for the plan.
	Title       string   `json:"title,omitempty"`                      // Title in Chinese; without it that of the plan.
	TitleEn     string   `json:"title_en,omitempty"`                   // Title in English; without it that of the plan.
	Subject     string   `json:"subject"`                              // Subject of the catalogue.
	ImpactLevel int      `json:"impact_level" minimum:"1" maximum:"4"` // How much hangs on the system: 1 little, 4 very much.
	Declared    []string `json:"declared,omitempty"`                   // Columns with personal data that are submitted on purpose.
	Previous    string   `json:"previous,omitempty"`                   // Case of the earlier measured audit of the same system and department whose evidence is continued; without it none is.
	Upload      []string `json:"upload,omitempty"`                     // Identifiers of files that were uploaded before.
	File        []string `json:"file,omitempty" format:"binary"`       // Files of the data.
	Population  []string `json:"population,omitempty" format:"binary"` // Reference files that the plan names.
}

// NewUpload is a file about to be sent.
type NewUpload struct {
	Name   string `json:"name"`                                  // Name of the file.
	Bytes  int64  `json:"bytes" minimum:"1"`                     // Its size.
	Role   string `json:"role,omitempty" enum:"data,population"` // What it is for; without it the data.
	SHA256 string `json:"sha256,omitempty"`                      // SHA-256 of its bytes, which are then held against it.
}

// Upload is a file on its way in.
type Upload struct {
	ID       string   `json:"id"`                      // Identifier.
	Name     string   `json:"name"`                    // Name of the file.
	Role     string   `json:"role"`                    // What it is for: data or population.
	Bytes    int64    `json:"bytes"`                   // Its size.
	Received int64    `json:"received"`                // How many bytes have come.
	State    string   `json:"state"`                   // open while it is sent; then how far looking into it has got: queued, running, done, dead.
	Progress string   `json:"progress,omitempty"`      // What is being done with it.
	Reason   string   `json:"reason,omitempty"`        // Why it cannot be read.
	SHA256   string   `json:"sha256,omitempty"`        // SHA-256 of its bytes, once all have come.
	Expires  string   `json:"expires_at,omitempty"`    // When it is removed unless it is submitted.
	Case     string   `json:"case,omitempty"`          // Case that it was submitted to.
	SameAs   []string `json:"same_as,omitempty"`       // Cases of the department with the same bytes.
	Plan     string   `json:"proposed_plan,omitempty"` // A plan to complete, YAML.
}

// DirectUpload is a form for sending a file straight to the object server.
type DirectUpload struct {
	ID        string            `json:"id"`         // Identifier of the upload.
	URL       string            `json:"url"`        // Where the form is sent.
	Fields    map[string]string `json:"fields"`     // Its fields, which go before the file.
	FileField string            `json:"file_field"` // Name of the field of the file, which goes last.
	Expires   string            `json:"expires_at"` // Until when.
	Finish    string            `json:"finish"`     // Address to call once the file is sent.
}

// PlanText is a plan to be read.
type PlanText struct {
	Plan string `json:"plan"` // The plan, YAML or JSON.
}

// PlanRead is a plan that was read.
type PlanRead struct {
	Plan string `json:"plan"` // The plan complete, with its defaults filled in, as JSON.
}

// PlanFields are the essentials of a plan.
type PlanFields struct {
	Title      string   `json:"title"`                                  // What the audit is called.
	System     string   `json:"system"`                                 // Name of the audited system.
	Department string   `json:"department,omitempty"`                   // Who runs it; without it the caller's department.
	Purpose    string   `json:"purpose,omitempty"`                      // What it is for.
	Attributes []string `json:"attributes"`                             // Columns by which people are grouped.
	Decision   string   `json:"decision,omitempty"`                     // Column of the system's decision.
	Selected   []string `json:"selected,omitempty"`                     // Its values that count as selected.
	Favourable string   `json:"favourable,omitempty" enum:"true,false"` // Whether being selected is good for the person. There is no default.
	Label      string   `json:"label,omitempty"`                        // Column of what was true.
	Positive   []string `json:"positive,omitempty"`                     // Its values that count as positive.
	Population string   `json:"population,omitempty"`                   // Name of a reference file.
	Upload     string   `json:"upload,omitempty"`                       // Identifier of the uploaded data file, for the bins of numbers.
}

// PlanWritten is a plan that was written from its essentials.
type PlanWritten struct {
	Plan string `json:"plan"` // The plan, YAML. What was left empty stays a gap that is refused.
}
