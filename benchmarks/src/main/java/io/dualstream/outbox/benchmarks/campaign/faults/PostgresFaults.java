package io.dualstream.outbox.benchmarks.campaign.faults;

import io.dualstream.outbox.benchmarks.measure.Await;
import java.sql.SQLException;
import java.time.Duration;

/** What happens to PostgreSQL. */
final class PostgresFaults {

    private static final String SLOT = "outbox_relay";

    private PostgresFaults() {}

    /** Every process ends at once, the next start recovers from the WAL. */
    static void crashed(Scene scene) {
        scene.pause(Duration.ofSeconds(1));
        scene.servers().postgres().stopImmediately();
        scene.pause(Duration.ofSeconds(3));
        scene.servers().postgres().restart();
    }

    /** A standby takes its place, on a new timeline and without the slot. */
    static void switchedOver(Scene scene) {
        scene.servers().switchOver();
        scene.epochBreaks().incrementAndGet();
    }

    static void walSenderKilled(Scene scene) throws SQLException {
        scene.pause(Duration.ofSeconds(1));
        scene.execute("select pg_terminate_backend(active_pid) from pg_replication_slots"
                + " where active_pid is not null and slot_name = '" + SLOT + "'");
    }

    /** Everybody's, the writers' too. */
    static void backendsKilled(Scene scene) throws SQLException {
        scene.pause(Duration.ofSeconds(1));
        scene.execute("select pg_terminate_backend(pid) from pg_stat_activity"
                + " where datname = current_database() and pid <> pg_backend_pid()");
    }

    /** While the relay streams from it, or tries to. */
    static void slotDropped(Scene scene) {
        scene.pause(Duration.ofSeconds(1));
        Await.until("the slot is dropped", Duration.ofSeconds(60), () -> {
            try {
                walSenderKilled(scene);
                scene.execute("select pg_drop_replication_slot('" + SLOT + "')");
                return true;
            } catch (SQLException e) {
                return false;
            }
        });
    }
}
