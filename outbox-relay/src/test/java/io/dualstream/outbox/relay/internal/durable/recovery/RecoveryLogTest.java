package io.dualstream.outbox.relay.internal.durable.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.dualstream.outbox.relay.status.RelayListener;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Attempts that repeat a recovery are logged once. */
class RecoveryLogTest {

    private static final String GONE = "the replication slot is gone";
    private static final String INTERRUPTED = "an earlier recovery was interrupted";

    private final RecordingLogger log = new RecordingLogger();
    private final AtomicLong published = new AtomicLong();
    private final RecoveryLog recoveries = new RecoveryLog(new RelayListener() {}, published::addAndGet, log);

    @Test
    void anInterruptedRecoveryIsLoggedOnceHoweverOftenItIsTriedAgain() {
        recoveries.resumes("first start");
        for (int attempt = 0; attempt < 5; attempt++) {
            recoveries.resumes(INTERRUPTED);
        }
        recoveries.recovered(7);

        assertThat(log.lines)
                .containsExactly(
                        "INFO Recovering from the table: first start",
                        "INFO Recovering from the table: " + INTERRUPTED);
        assertThat(recoveries.begun()).isZero();
        assertThat(published).hasValue(7);
    }

    @Test
    void theNextInterruptionIsLoggedAgain() {
        for (int recovery = 0; recovery < 2; recovery++) {
            recoveries.recovers(GONE);
            recoveries.resumes(INTERRUPTED);
            recoveries.resumes(INTERRUPTED);
            recoveries.recovered(0);
        }

        assertThat(log.lines)
                .containsExactly(
                        "WARN Recovering from the table: " + GONE,
                        "INFO Recovering from the table: " + INTERRUPTED,
                        "WARN Recovering from the table: " + GONE,
                        "INFO Recovering from the table: " + INTERRUPTED);
        assertThat(recoveries.begun()).isEqualTo(2);
    }
}
