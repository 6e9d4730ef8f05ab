package io.dualstream.outbox.testkit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final String ROOT = "io.dualstream.outbox.testkit";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    @Test
    void roomsKnowTheServersButNotEachOther() {
        slices().matching(ROOT + ".(*)..").should().notDependOnEachOther().check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage(ROOT)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ROOT + ".junit", ROOT + ".spring")
                .check(CLASSES);
    }

    @Test
    void serversNeedNeitherJUnitNorSpring() {
        noClasses()
                .that()
                .resideInAnyPackage(ROOT, ROOT + ".internal")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.junit..", "org.springframework..")
                .check(CLASSES);
    }

    /** Each package is a slice, the root among them. */
    @Test
    void packagesFormNoCycle() {
        slices().matching("io.dualstream.(**)").should().beFreeOfCycles().check(CLASSES);
    }
}
