package audittest

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// examples names for every worked example (Ex) of the specification of methods, sections 0 to 12, the tests that hold it to the
// printed digits. Sections 0.3, 0.5, 1.3, 3.2 to 3.5, 4.5 and 9.1 print theirs within their tables and sentences.
var examples = []struct{ section, file, tests string }{
	{"0.3", "audit/infer/fit_test.go", "TestNakedFourFifths"},
	{"0.5", "audit/infer/family_test.go", "TestFamilyOfAChosenReference"},
	{"1.1", "audit/coverage/representation_test.go", "TestRepresentationOfTheMethods"},
	{"1.1", "audit/infer/interval_test.go", "TestRepresentationIntervals"},
	{"1.2", "audit/infer/fit_test.go", "TestFit TestExactMultinomial"},
	{"1.3", "audit/coverage/representation_test.go", "TestDistancesOfTheMethods TestDistancesWithAnAbsentGroup"},
	{"1.4", "audit/infer/survey/survey_test.go", "TestPrintedRepresentativity"},
	{"1.5", "audit/infer/survey/survey_test.go", "TestPrintedWeights"},
	{"1.6", "audit/infer/survey/survey_test.go", "TestPrintedRaking"},
	{"1.7", "audit/coverage/lattice/lattice_test.go", "TestMaximalUncoveredPatternsOfTheMethods TestEnginesAgreeOnRandomTables"},
	{"1.8", "audit/coverage/lattice/greedy_test.go", "TestCollectForTheTableOfTheMethods"},
	{"1.8", "audit/coverage/collection_test.go", "TestCollectionPlanOfTheMethods"},
	{"1.9", "audit/infer/power_test.go", "TestPower"},
	{"1.9", "audit/infer/family_test.go", "TestPeopleToShowFourFifths"},
	{"2.1", "audit/infer/strata/printed_test.go", "TestPrintedAttrition"},
	{"3.1", "audit/metric/metric_test.go", "TestRatesOfF1"},
	{"3.2", "audit/metric/methods_test.go", "TestClarifyOfF1"},
	{"3.3", "audit/metric/methods_test.go", "TestAIF360OfF1"},
	{"3.4", "audit/metric/methods_test.go", "TestFairlearnOfF1"},
	{"3.5", "audit/metric/methods_test.go", "TestAequitasOfF1"},
	{"3.6", "audit/metric/methods_test.go", "TestIdentityOfF1"},
	{"3.7", "audit/measure/measure_test.go", "TestQuestion21 TestF1"},
	{"3.7", "audit/infer/interval_test.go", "TestRatioScore"},
	{"3.8", "audit/infer/score/printed_test.go", "TestPrintedScoringRate"},
	{"4.1", "audit/infer/interval_test.go", "TestOneProportion"},
	{"4.2", "audit/infer/interval_test.go", "TestDifferences"},
	{"4.3", "audit/infer/interval_test.go", "TestDifferences"},
	{"4.4", "audit/infer/interval_test.go", "TestRatios"},
	{"4.5", "audit/infer/tests_test.go", "TestTwoByTwo"},
	{"4.6", "audit/infer/strata/printed_test.go", "TestPrintedMantelHaenszel"},
	{"4.7", "audit/infer/resample/printed_test.go", "TestPrintedBootstrap"},
	{"4.9", "audit/infer/resample/printed_test.go", "TestPrintedBetaBinomial"},
	{"4.9", "audit/infer/tests_test.go", "TestHomogeneity"},
	{"4.10", "audit/infer/tests_test.go", "TestAdjust"},
	{"4.11", "audit/infer/resample/printed_test.go", "TestPrintedEProcess"},
	{"4.11", "audit/infer/resample/property_test.go", "TestEProcessFalseAlarm"},
	{"4.12", "audit/infer/survey/survey_test.go", "TestPrintedRatio"},
	{"5.1", "audit/infer/strata/printed_test.go", "TestPrintedDemographicDisparity"},
	{"5.1", "audit/metric/methods_test.go", "TestClarifyConditional"},
	{"5.2", "audit/infer/strata/printed_test.go", "TestPrintedSimpson"},
	{"5.3", "audit/infer/strata/printed_test.go", "TestPrintedKitagawa"},
	{"5.3", "audit/infer/resample/printed_test.go", "TestPrintedKitagawaIntervals"},
	{"5.4", "audit/infer/strata/printed_test.go", "TestPrintedOaxaca"},
	{"6.1", "audit/infer/score/printed_test.go", "TestPrintedAUC"},
	{"6.2", "audit/infer/score/printed_test.go", "TestPrintedCrossAUC"},
	{"6.2", "audit/infer/score/golden_test.go", "TestGoldenCrossAUC"},
	{"6.3", "audit/infer/score/printed_test.go", "TestPrintedABROCA"},
	{"6.4", "audit/infer/score/printed_test.go", "TestPrintedDistances"},
	{"6.5", "audit/infer/score/printed_test.go", "TestPrintedCalibration"},
	{"6.8", "audit/infer/score/printed_test.go", "TestPrintedSweep"},
	{"7.1", "audit/infer/score/printed_test.go", "TestPrintedRegression"},
	{"7.2", "audit/infer/ranking/ranking_test.go", "TestPrintedList TestPrintedFair"},
	{"7.3", "audit/infer/association/association_test.go", "TestPrinted"},
	{"8", "audit/infer/inequality/inequality_test.go", "TestPrinted"},
	{"9.1", "audit/infer/association/association_test.go", "TestPrinted"},
	{"9.2", "audit/infer/association/association_test.go", "TestPrinted"},
	{"10.1", "audit/infer/strata/printed_test.go", "TestPrintedDivergence"},
	{"10.2", "audit/infer/strata/printed_test.go", "TestPrintedDivergence"},
	{"10.3", "audit/infer/strata/gamma_unfairness_test.go", "TestPrintedGammaUnfairness"},
	{"10.4", "audit/infer/score/multiaccuracy_test.go", "TestPrintedMultiaccuracy"},
	{"11.1", "audit/infer/labels/labels_test.go", "TestPrintedConsistency"},
	{"11.2", "audit/infer/labels/labels_test.go", "TestPrintedMcNemar"},
	{"12.1", "audit/infer/labels/labels_test.go", "TestPrintedMissing"},
	{"12.2", "audit/infer/labels/labels_test.go", "TestPrintedManski"},
	{"12.3", "audit/infer/labels/labels_test.go", "TestPrintedRoganGladen"},
	{"12.4", "audit/infer/labels/labels_test.go", "TestPrintedKappa"},
	{"12.5", "audit/infer/labels/labels_test.go", "TestPrintedDIF"},
}

// TestExamplesHaveTests finds every test that the table names, with the section's number in its file.
func TestExamplesHaveTests(t *testing.T) {
	root := Root(t)
	for _, e := range examples {
		data, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(e.file)))
		if err != nil {
			t.Errorf("section %s: %v", e.section, err)
			continue
		}
		if !regexp.MustCompile(`[Mm]ethods(\.md)? [^\n]*\b` + regexp.QuoteMeta(e.section) + `\b`).Match(data) {
			t.Errorf("section %s: %s does not name it as its source", e.section, e.file)
		}
		for _, name := range strings.Fields(e.tests) {
			if !strings.Contains(string(data), "\nfunc "+name+"(t *testing.T)") {
				t.Errorf("section %s: %s has no %s", e.section, e.file, name)
			}
		}
	}
}

// TestEveryExampleIsListed reads the specification: every section from 0 to 12 that prints an example is in the table.
func TestEveryExampleIsListed(t *testing.T) {
	path := filepath.Join(Root(t), "..", "shared", "reference", "methods.md")
	data, err := os.ReadFile(path)
	if err != nil {
		if os.Getenv("AUDITD_REQUIRE_SHARED") != "" {
			t.Fatal(err)
		}
		t.Skip("NOT CHECKED: the specification of methods is not beside the checkout")
	}
	heading := regexp.MustCompile(`^##+ ([0-9]+(?:\.[0-9]+)?)`)
	section, found := "", 0
	for line := range strings.Lines(string(data)) {
		if h := heading.FindStringSubmatch(line); h != nil {
			section = strings.TrimSuffix(h[1], ".")
		}
		major, _, _ := strings.Cut(section, ".")
		if section == "" || slices.Contains([]string{"13", "14", "15", "16", "17"}, major) || !strings.Contains(line, "**Ex**") {
			continue
		}
		found++
		if !slices.ContainsFunc(examples, func(e struct{ section, file, tests string }) bool { return e.section == section }) {
			t.Errorf("section %s prints an example that no test of the table holds", section)
		}
	}
	if found < 45 {
		t.Errorf("only %d examples were found: the test reads the specification wrongly", found)
	}
}
