package io.dualstream.outbox.spring;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses STARTER = new ClassFileImporter()
            .importLocations(Set.of(Location.of(OutboxAutoConfiguration.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation())));

    @Test
    void wiresWithoutSqlOrThreadsOfItsOwn() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql", "java.util.concurrent..", "org.springframework.jdbc..")
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(Thread.class)
                .check(STARTER);
    }

    @Test
    void touchesTheRelayThroughItsFrontDoorOnly() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.dualstream.outbox",
                        "io.dualstream.outbox.db",
                        "io.dualstream.outbox.inbox",
                        "io.dualstream.outbox.kafka",
                        "io.dualstream.outbox.relay",
                        "io.dualstream.outbox.relay.app",
                        "io.dualstream.outbox.relay.config",
                        "io.dualstream.outbox.relay.status",
                        "io.dualstream.outbox.spring..",
                        "io.dualstream.outbox.live",
                        "io.dualstream.outbox.live.sse",
                        "jakarta.servlet",
                        "org.slf4j",
                        "java..",
                        "javax.sql",
                        "org.apache.kafka..",
                        "org.jspecify.annotations",
                        "org.springframework..",
                        "io.micrometer..",
                        "tools.jackson..")
                .check(STARTER);
    }

    @Test
    void leavesTheRelayToItsOwnConfiguration() {
        noClasses()
                .that()
                .haveSimpleName("OutboxAutoConfiguration")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.dualstream.outbox.relay..")
                .check(STARTER);
    }

    @Test
    void leavesKafkasClientToThoseWhoConsume() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.dualstream.outbox.spring.inbox")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.kafka..")
                .check(STARTER);
    }

    /** Each package is a slice, the root among them. */
    @Test
    void packagesFormNoCycle() {
        slices().matching("io.dualstream.(**)").should().beFreeOfCycles().check(STARTER);
    }
}
