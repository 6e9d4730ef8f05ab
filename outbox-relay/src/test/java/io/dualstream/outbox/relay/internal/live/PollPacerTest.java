package io.dualstream.outbox.relay.internal.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PollPacerTest {

    private final PollPacer pacer = new PollPacer(Duration.ofMillis(1), Duration.ofMinutes(1), () -> {});

    @Test
    void doesNotReturnAtOnceOnAnInterruptedThread() throws InterruptedException {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> pacer.await(System.nanoTime(), false)).isInstanceOf(InterruptedException.class);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        pacer.await(System.nanoTime(), false); // and waits again
    }
}
