package io.dualstream.outbox.spring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.core.io.support.SpringFactoriesLoader;

class OutboxRuntimeHintsTest {

    @Test
    void aNativeImageHoldsTheMigrations() {
        RuntimeHints hints = new RuntimeHints();
        ClassLoader loader = getClass().getClassLoader();
        SpringFactoriesLoader.forResourceLocation("META-INF/spring/aot.factories", loader)
                .load(RuntimeHintsRegistrar.class)
                .stream()
                .filter(OutboxRuntimeHints.class::isInstance)
                .forEach(registrar -> registrar.registerHints(hints, loader));

        assertThat(RuntimeHintsPredicates.resource().forResource("io/dualstream/outbox/db/migration/V1__outbox.sql"))
                .accepts(hints);
    }
}
