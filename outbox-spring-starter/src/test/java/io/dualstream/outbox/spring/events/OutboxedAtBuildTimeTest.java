package io.dualstream.outbox.spring.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.dualstream.outbox.spring.events.right.Shipped;
import org.junit.jupiter.api.Test;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.aot.test.generate.TestGenerationContext;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.support.GenericApplicationContext;

/** What a native image is told at build time. */
class OutboxedAtBuildTimeTest {

    @Test
    void annotatedEventsCanBeReadInANativeImage() throws NoSuchMethodException {
        RuntimeHints hints;
        try (GenericApplicationContext context = new GenericApplicationContext()) {
            AutoConfigurationPackages.register(context, Shipped.class.getPackageName());
            TestGenerationContext generation = new TestGenerationContext();
            new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
            hints = generation.getRuntimeHints();
        }

        assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(Shipped.class.getDeclaredMethod("id")))
                .accepts(hints);
        assertThat(RuntimeHintsPredicates.reflection()
                        .onMethodInvocation(Shipped.Address.class.getDeclaredMethod("street")))
                .accepts(hints);
    }
}
