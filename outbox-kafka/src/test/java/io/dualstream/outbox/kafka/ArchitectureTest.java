package io.dualstream.outbox.kafka;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    @Test
    void knowsTheInboxAndTheKafkaClientAndNothingElse() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.dualstream.outbox.kafka",
                        "io.dualstream.outbox.inbox",
                        "java..",
                        "org.apache.kafka.clients.consumer",
                        "org.apache.kafka.common..",
                        "org.jspecify.annotations")
                .check(new ClassFileImporter()
                        .importLocations(Set.of(Location.of(KafkaEnvelope.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()))));
    }
}
