// Package coverage says whom the data hold against whom they should hold: shares of groups against a census, distances between
// the two, combinations of attribute values with too few records (maximal uncovered patterns), whether their absence is a fault of
// the sampling or of nature, and which records to collect.
//
// Package lattice searches the combinations; here they are weighed against the population.
//
// It does not know where records come from, what was decided about anybody, or how a result is drawn. It counts people, not
// weights: a sample's coverage is a matter of who is in it.
//
// # Unknown values
//
// Unknown is no value of the lattice. A record whose value of an attribute is Unknown matches only patterns that leave that
// attribute open; [Notices] says how many records that concerns. In shares, such records are in neither numerator nor
// denominator of that attribute.
//
// # Texts of why
//
// A Why is a key of the message catalogues such as group_absent_from_data. Where it names something, the key is followed by a
// colon, a space and the names, separated by commas: "group_absent_from_data: Hispanic". Two reasons are separated by a semicolon and a space.
package coverage
