package io.dualstream.outbox.benchmarks.campaign.faults;

import io.dualstream.outbox.benchmarks.measure.Await;
import java.sql.SQLException;
import java.time.Duration;

/** Faults of PostgreSQL. */
final class PostgresFaults {

    private static final String SLOT = "outbox_relay";

    private PostgresFaults() {}

    /** Ends every process at once; the next start recovers from the WAL. */
    static void crashed(Scene scene) {
        scene.pause(Duration.ofSeconds(1));
        scene.servers().postgres().stopImmediately();
        scene.pause(Duration.ofSeconds(3));
        scene.servers().postgres().restart();
    }

    /** Replaces the server by a standby, on a new timeline and without the slot. */
    static void switchedOver(Scene scene) {
        scene.epochs().add();
        scene.servers().switchOver();
    }

    static void walSenderKilled(Scene scene) throws SQLException {
        scene.pause(Duration.ofSeconds(1));
        scene.execute("select pg_terminate_backend(active_pid) from pg_replication_slots"
                + " where active_pid is not null and slot_name = '" + SLOT + "'");
    }

    /** Kills all backends, including those of the writers. */
    static void backendsKilled(Scene scene) throws SQLException {
        scene.pause(Duration.ofSeconds(1));
        scene.execute("select pg_terminate_backend(pid) from pg_stat_activity"
                + " where datname = current_database() and pid <> pg_backend_pid()");
    }

    /** Drops the slot while the relay streams from it or tries to. */
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
