package api

// A Problem is an error as its caller reads it (RFC 9457), in their language.
type Problem struct {
	Type   string `json:"type"`               // Address of a description of this kind of problem; "about:blank" where the title says it all.
	Title  string `json:"title"`              // What sort of thing went wrong, in the language of the request.
	Status int    `json:"status"`             // Status of the answer.
	Detail string `json:"detail,omitempty"`   // What is wrong here, in the language of the request.
	Kind   string `json:"kind"`               // What sort of thing went wrong, for programs: invalid, not_found, conflict, denied, limit, unavailable, full or internal.
	Reason string `json:"reason,omitempty"`   // Which rule of the committee refuses, for programs.
	File   string `json:"file,omitempty"`     // File in which something is wrong.
	Row    int64  `json:"row,omitempty"`      // Row in that file; the header is row 1.
	Field  string `json:"field,omitempty"`    // Column of the file, or field of the request or plan.
	Value  string `json:"value,omitempty"`    // What stands there, quoted and cut.
	Remedy string `json:"remedy,omitempty"`   // What to do about it, in the language of the request.
	ID     string `json:"instance,omitempty"` // Name of the request, for whoever looks into the log.
}
