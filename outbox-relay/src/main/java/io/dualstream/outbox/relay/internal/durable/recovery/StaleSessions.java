package io.dualstream.outbox.relay.internal.durable.recovery;

import io.dualstream.outbox.relay.internal.wal.WalSettings;
import io.dualstream.outbox.relay.internal.wal.slot.Slot;
import io.dualstream.outbox.runtime.internal.StopSignal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sessions that an earlier leader of this relay's name left on the slot: the leader was killed a moment ago, or is frozen. */
public final class StaleSessions {

    private static final Logger log = LoggerFactory.getLogger(StaleSessions.class);
    private static final Duration LOOK = Duration.ofMillis(50);
    private static final int LOOKS = 100;

    private final WalSettings wal;
    private final StopSignal stop;

    public StaleSessions(WalSettings wal, StopSignal stop) {
        this.wal = wal;
        this.stop = stop;
    }

    /** Ends these sessions and waits until they are gone, at most five seconds. Only the current leader may call this. */
    public void end(Connection postgres) throws SQLException {
        Slot slot = new Slot(wal.slot());
        for (int look = 0; look < LOOKS && slot.end(postgres, wal.sessions()) > 0; look++) {
            if (look == 0) {
                log.info("Ending the sessions that an earlier leader left on slot '{}'", slot);
            }
            if (stop.awaitGiven(LOOK)) {
                return;
            }
        }
    }
}
