// Package change sets two audits of one system against each other: which inputs, keys of the plan and results differ, which
// numbers still mean the same, and of which a change is shown. It is pure: the same two audits give the same bytes. [Read] reads a
// results document of whatever origin within limits.
//
// It counts nothing, and it does not know how a change is drawn or printed.
package change
