package figure

// kinds lists every type of figure by an empty value. A new figure is a new file and one line here; the catalogue test then asks
// for an example of it.
var kinds = []Figure{
	CalibrationCurves{},
	ClassShares{},
	CoverageBars{},
	DecompositionBars{},
	DriftLines{},
	Forest{},
	Funnel{},
	HeatMap{},
	MissingBars{},
	PatternMatrix{},
	RateDots{},
	ROCCurves{},
	ScoreDistributions{},
	SubgroupLattice{},
	ThresholdSweep{},
	TopShares{},
}

// Kinds returns the names of all types of figure, in alphabetical order.
func Kinds() []string {
	names := make([]string, len(kinds))
	for i, k := range kinds {
		names[i] = k.Kind()
	}
	return names
}
