import java.io.FileInputStream;
import java.io.InputStream;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/** Checks each file against PDF/A-3a and PDF/UA-1 and prints one line for every file and flavour, and one for every fault. */
public class Gate {
    public static void main(String[] files) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        for (String file : files) {
            for (String flavour : new String[] {"3a", "ua1"}) {
                check(file, PDFAFlavour.fromString(flavour));
            }
        }
    }

    private static void check(String file, PDFAFlavour flavour) throws Exception {
        try (InputStream in = new FileInputStream(file);
                PDFAParser parser = Foundries.defaultInstance().createParser(in, flavour);
                PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, 100, false, true, false)) {
            ValidationResult result = validator.validate(parser);
            System.out.printf("%s %s %s assertions=%d failed_rules=%d%n", file, flavour.getId(),
                    result.isCompliant() ? "compliant" : "not-compliant", result.getTotalAssertions(), result.getFailedChecks().size());
            for (TestAssertion a : result.getTestAssertions()) {
                if (a.getStatus() == TestAssertion.Status.FAILED) {
                    System.out.printf("  %s-%d %s at %s%n", a.getRuleId().getClause(), a.getRuleId().getTestNumber(), a.getMessage(), a.getLocation().getContext());
                }
            }
        }
    }
}
