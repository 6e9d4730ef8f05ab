package io.dualstream.outbox;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    /** This module alone: packages below ours belong to others. */
    private static final JavaClasses CORE = new ClassFileImporter()
            .importLocations(Set.of(Location.of(
                    Outbox.class.getProtectionDomain().getCodeSource().getLocation())));

    @Test
    void knowsJdbcAndSpringsTransactionsAndNothingOfTheRest() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.dualstream.outbox",
                        "io.dualstream.outbox.internal",
                        "io.dualstream.outbox.inbox",
                        "io.dualstream.outbox.inbox.internal",
                        "io.dualstream.outbox.runtime.internal",
                        "java..",
                        "javax.sql",
                        "org.jspecify.annotations",
                        "org.slf4j",
                        "org.springframework.jdbc.datasource",
                        "org.springframework.transaction",
                        "org.springframework.transaction.support",
                        "tools.jackson..")
                .check(CORE);
    }

    @Test
    void leavesJacksonToItsSerializer() {
        noClasses()
                .that()
                .haveSimpleNameNotStartingWith("Jackson")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("tools.jackson..")
                .check(CORE);
    }

    @Test
    void leavesSpringToTheDoorThatIsBoundToIt() {
        noClasses()
                .that()
                .haveNameNotMatching(".*\\.(JdbcOutbox|inbox\\.(JdbcInbox|internal\\.(CurrentTransaction|Attempt))).*")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework..")
                .check(CORE);
    }

    @Test
    void theWriteSideDoesNotKnowTheInbox() {
        noClasses()
                .that()
                .resideInAnyPackage("io.dualstream.outbox", "io.dualstream.outbox.internal")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.dualstream.outbox.inbox..")
                .check(CORE);
    }

    @Test
    void theInboxDoesNotKnowTheWriteSidesInternals() {
        noClasses()
                .that()
                .resideInAPackage("io.dualstream.outbox.inbox..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.dualstream.outbox.internal")
                .check(CORE);
    }

    /** Each package is a slice, the root among them. */
    @Test
    void packagesFormNoCycle() {
        slices().matching("io.dualstream.(**)").should().beFreeOfCycles().check(CORE);
    }
}
