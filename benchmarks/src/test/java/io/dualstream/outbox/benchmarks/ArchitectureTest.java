package io.dualstream.outbox.benchmarks;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final String ROOT = "io.dualstream.outbox.benchmarks";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    @Test
    void roomsFormNoCycle() {
        slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(CLASSES);
        noClasses()
                .that()
                .resideInAnyPackage(ROOT + ".control", ROOT + ".load", ROOT + ".measure")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ROOT, ROOT + ".runner")
                .check(CLASSES);
    }

    @Test
    void measurementsDoNotKnowEachOther() {
        slices().matching(ROOT + ".(drain|latency|footprint|outage)")
                .should()
                .notDependOnEachOther()
                .check(CLASSES);
    }

    @Test
    void relayIsKnownFromOutsideOnly() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.dualstream.outbox.relay..")
                .check(CLASSES);
    }

    @Test
    void measuringIsTheSameForAll() {
        classes()
                .that()
                .resideInAPackage(ROOT + ".control")
                .should()
                .onlyDependOnClassesThat()
                .resideOutsideOfPackage(ROOT + ".measure")
                .check(CLASSES);
    }

    @Test
    void nothingInternalIsUsed() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.dualstream.outbox..internal..")
                .check(CLASSES);
    }
}
