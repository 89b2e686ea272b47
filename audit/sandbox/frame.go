package sandbox

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"auditd/audit"
)

// A message between parent and child is one byte for its kind, four for the length of its body (big-endian), and the body in
// JSON.
const (
	frameStart    = 's' // to the child, first
	frameRequest  = 'q' // to the child, second
	frameProgress = 'p' // from the child, any number
	frameReply    = 'r' // from the child, last
	frameFailure  = 'e' // from the child, last, in place of a reply

	frameKinds = "sqpre"
)

// errFrameTooLong says that the child announced more than its parent takes.
var errFrameTooLong = errors.New("frame too long")

// A failure is an error on its way to the parent.
type failure struct {
	Error *audit.Error `json:"error,omitempty"`
	Cause string       `json:"cause,omitempty"` // text of the cause, which has no JSON
	Panic string       `json:"panic,omitempty"` // what was panicked with, and where
}

// failureOf prepares an error for the parent.
func failureOf(err error) failure {
	var e *audit.Error
	if !errors.As(err, &e) {
		return failure{Error: &audit.Error{Kind: audit.Internal, Text: err.Error()}}
	}
	f := failure{Error: e}
	if e.Err != nil {
		f.Cause = e.Err.Error()
	}
	return f
}

// error returns the error that failureOf was given, as far as it can be told.
func (f *failure) error(job string) error {
	if f.Panic != "" {
		return brokenFile(&Crash{Job: job, State: "panic", Stderr: f.Panic})
	}
	if f.Error == nil {
		return audit.Errorf(audit.Internal, "job %s failed without a reason", job)
	}
	if f.Cause != "" {
		f.Error.Err = errors.New(f.Cause)
	}
	return f.Error
}

// A start is what the child has to know before it looks at the request.
type start struct {
	Limits Limits `json:"limits"`
	Files  int    `json:"files"` // number of open files it was given
}

// encodeRequest returns the two frames for the child.
func encodeRequest(s start, request any) ([]byte, error) {
	out, err := appendFrame(nil, frameStart, s)
	if err != nil {
		return nil, err
	}
	return appendFrame(out, frameRequest, request)
}

// appendFrame appends a frame with the JSON of v.
func appendFrame(dst []byte, kind byte, v any) ([]byte, error) {
	body, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	dst = append(dst, kind)
	dst = binary.BigEndian.AppendUint32(dst, uint32(len(body)))
	return append(dst, body...), nil
}

// readFrame reads one frame of at most limit bytes. At the end of the stream it returns io.EOF.
func readFrame(r io.Reader, limit int) (kind byte, body []byte, err error) {
	var head [5]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return 0, nil, err
	}
	if strings.IndexByte(frameKinds, head[0]) < 0 {
		return 0, nil, fmt.Errorf("frame of unknown kind %q", head[0])
	}
	n := binary.BigEndian.Uint32(head[1:])
	if int64(n) > int64(limit) {
		return 0, nil, errFrameTooLong
	}
	// The length is the child's word: the body grows with what really comes.
	body, err = io.ReadAll(io.LimitReader(r, int64(n)))
	if err == nil && len(body) < int(n) {
		err = io.ErrUnexpectedEOF
	}
	return head[0], body, err
}
