// Package lattice finds combinations of attribute values with too few records: the maximal uncovered patterns of Asudeh, Jin and
// Jagadish, "Assessing and Remedying Coverage for a Given Dataset", ICDE 2019, and the records that would fill them. Small lattices
// are counted whole in a dense cube, which is our own; large ones are searched by the paper's DeepDiver.
//
// It does not know of any population, of shares or of chance: whether a gap matters is judged by package coverage.
package lattice
