package io.dualstream.outbox.example.orders;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final String BASE = "io.dualstream.outbox.example.orders";

    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(BASE);

    @Test
    void theOrderServiceKnowsTheOutboxAndNothingBehindIt() {
        noClasses()
                .that()
                .resideInAPackage(BASE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        BASE + ".demo..",
                        "io.dualstream.outbox.relay..",
                        "io.dualstream.outbox.testkit..",
                        "io.dualstream.outbox.db..",
                        "org.apache.kafka..",
                        "io.lettuce..",
                        "io.debezium..")
                .check(classes);
    }

    @Test
    void theDemoIsToldNothingByTheRelay() {
        noClasses()
                .that()
                .resideInAPackage(BASE + ".demo..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.dualstream.outbox.relay..")
                .check(classes);
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching(BASE + ".(**)").should().beFreeOfCycles().check(classes);
    }

    @Test
    void nothingInternalIsUsed() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.dualstream.outbox..internal..")
                .check(classes);
    }
}
