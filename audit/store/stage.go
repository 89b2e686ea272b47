package store

import (
	"context"
	"io"
)

// A Stager takes an object in pieces, over several connections, processes and restarts. Objects on their way are in quarantine and
// cannot be seen. Two that append to one object at the same time may spoil it; Promote, which hashes again, does not let that pass.
type Stager interface {
	// Append reads r to its end and keeps what it read after what is staged at a key in quarantine; the zero Staged is the beginning.
	// What it returns is on stable storage. When r breaks off, what came before is kept, and the error of r returned beside it; any
	// other error leaves what was staged.
	Append(ctx context.Context, key Key, at Staged, r io.Reader) (Staged, error)

	// Commit makes the object visible, whole and at once. It can be repeated; a key that is taken by an object of another size is a
	// Conflict. SHA256 of the answer may be missing.
	Commit(ctx context.Context, key Key, at Staged) (Info, error)

	// Discard removes what is staged. It can be repeated, and leaves an object that was committed.
	Discard(ctx context.Context, key Key, at Staged) error
}

// Staged is what a store knows an object on its way by. The caller keeps it between calls, as JSON say, and looks at Size alone.
type Staged struct {
	Size     int64        `json:"size"`                // bytes kept so far
	Upload   string       `json:"upload,omitempty"`    // the server's name of an upload in parts
	Parts    []StagedPart `json:"parts,omitempty"`     // that it took, in their order
	Tail     string       `json:"tail,omitempty"`      // object with bytes that are too few for a part
	TailSize int64        `json:"tail_size,omitempty"` // how many
}

// A StagedPart is a part that an object server took.
type StagedPart struct {
	ETag string `json:"etag"`
	Size int64  `json:"size"`
}

// A PieceReader remembers how reading ended, so that a store can tell the error of the sender from its own.
type PieceReader struct {
	From io.Reader
	N    int64 // bytes read
	Err  error // nil while reading goes on, and when it ended with io.EOF
}

// Read reads on. An error is remembered and told as io.EOF: what came before it is kept.
func (p *PieceReader) Read(b []byte) (int, error) {
	if p.Err != nil {
		return 0, io.EOF
	}
	n, err := p.From.Read(b)
	p.N += int64(n)
	if err != nil && err != io.EOF {
		p.Err, err = err, io.EOF
	}
	return n, err
}
