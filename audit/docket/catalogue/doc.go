// Package catalogue is what the public finds: one entry for each version of each publication, with words to search and facets to
// narrow down by.
//
// It does not know how a summary is made or where its files lie; it keeps what it is given and finds it again.
package catalogue
