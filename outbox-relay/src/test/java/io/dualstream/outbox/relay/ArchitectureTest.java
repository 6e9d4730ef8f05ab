package io.dualstream.outbox.relay;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final String BASE = "io.dualstream.outbox.relay";
    private static final String[] ROOMS = {"wal", "kafka", "table", "redis", "lease", "reconcile", "deadletter"};

    private final JavaClasses relay = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(BASE);

    @Test
    void roomsDoNotKnowEachOtherNorWhoPutsThemTogether() {
        for (String room : ROOMS) {
            for (String other : ROOMS) {
                if (!room.equals(other)) {
                    noClasses()
                            .that()
                            .resideInAPackage(BASE + "." + room)
                            .should()
                            .dependOnClassesThat()
                            .resideInAPackage(BASE + "." + other)
                            .allowEmptyShould(true)
                            .check(relay);
                }
            }
            noClasses()
                    .that()
                    .resideInAPackage(BASE + "." + room)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(BASE, BASE + ".app..")
                    .allowEmptyShould(true)
                    .check(relay);
        }
    }

    @Test
    void theCursorsArePure() {
        classes()
                .that()
                .resideInAnyPackage(BASE + ".cursor", BASE + ".record")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        BASE + ".cursor",
                        BASE + ".record",
                        "java.lang..",
                        "java.util..",
                        "java.nio..",
                        "java.time..",
                        "java.math..",
                        "java.io",
                        "org.jspecify..",
                        "tools.jackson..")
                .allowEmptyShould(true)
                .check(relay);
    }

    @Test
    void theRelayNeedsNoSpring() {
        noClasses()
                .that()
                .resideOutsideOfPackage(BASE + ".app..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework..")
                .allowEmptyShould(true)
                .check(relay);
    }

    @Test
    void eachServerIsSpokenToInItsOwnRoom() {
        onlyIn("wal", "io.debezium..");
        onlyIn("redis", "io.lettuce..");
    }

    private void onlyIn(String room, String library) {
        noClasses()
                .that()
                .resideOutsideOfPackages(BASE + "." + room, BASE + ".reconcile") // which knows none of the rooms
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .allowEmptyShould(true)
                .check(relay);
    }

    @Test
    void thereAreNoCycles() {
        slices().matching(BASE + ".(*)..")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(relay);
    }
}
