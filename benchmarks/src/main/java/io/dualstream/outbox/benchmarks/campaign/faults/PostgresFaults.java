package io.dualstream.outbox.benchmarks.campaign.faults;

import java.time.Duration;

/** Faults of PostgreSQL. */
final class PostgresFaults {

    private static final String SLOT = "outbox_relay";

    private static final Duration STREAMING = Duration.ofSeconds(60);

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

    /** The relay's stream: as soon as there is one. */
    static void walSenderKilled(Scene scene) {
        scene.pause(Duration.ofSeconds(1));
        if (!scene.happens(STREAMING, () -> scene.number(KILL_WAL_SENDER) > 0)) {
            scene.turn().hadNoEffect("nobody read the WAL");
        }
    }

    private static final String KILL_WAL_SENDER = "select count(*) from (select pg_terminate_backend(active_pid)"
            + " from pg_replication_slots where active_pid is not null and slot_name = '" + SLOT + "') killed";

    /** Everybody's, the writers' too. */
    static void backendsKilled(Scene scene) {
        scene.pause(Duration.ofSeconds(1));
        if (scene.number("select count(*) from (select pg_terminate_backend(pid) from pg_stat_activity"
                        + " where datname = current_database() and pid <> pg_backend_pid()) killed")
                == 0) {
            scene.turn().hadNoEffect("there was none");
        }
    }

    /** Drops the slot while the relay streams from it or tries to. */
    static void slotDropped(Scene scene) {
        scene.pause(Duration.ofSeconds(1));
        if (!scene.happens(STREAMING, () -> {
            scene.number(KILL_WAL_SENDER);
            return scene.number(DROP) > 0;
        })) {
            scene.turn().hadNoEffect("there was no slot to drop");
        }
    }

    private static final String DROP = "select count(*) from (select pg_drop_replication_slot(slot_name)"
            + " from pg_replication_slots where slot_name = '" + SLOT + "') dropped";
}
