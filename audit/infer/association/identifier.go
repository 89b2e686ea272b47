package association

// IsIdentifier reports whether a column with so many different values among so many people names persons rather than describing
// them: more than half as many values as people. Every measure of association is then 1 and means nothing. Methods 9.1.
func IsIdentifier(values, people int64) bool { return people > 0 && 2*values > people }

// NeedsNull reports whether a column has so many values that measures of association are high by chance: more than a twentieth
// of the people. A permutation null or cross-fitting must then stand beside them. Methods 9.1.
func NeedsNull(values, people int64) bool { return 20*values > people }
