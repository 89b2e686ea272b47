// Package inbox keeps what is on its way in: uploads from their first byte until they are submitted or removed, and what was found
// in the place where platforms drop files. Every change of state names the state it starts from, so that of two processes that do the
// same thing one does it.
//
// It does not know where bytes lie, what is in them, or how long anything may stay.
package inbox
