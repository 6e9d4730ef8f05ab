package io.dualstream.outbox.benchmarks.campaign.faults;

import java.time.Duration;

/** Faults of relays. */
final class RelayFaults {

    private static final Duration START = Duration.ofSeconds(90);
    private static final Duration STOP = Duration.ofSeconds(90);

    private RelayFaults() {}

    /** Kills the relay at any moment; a third of the time during its start. */
    static void killed(Scene scene) {
        scene.pause(Duration.ofMillis(2_500));
        if (!scene.fleet().kill()) {
            scene.turn().hadNoEffect("there was no relay to kill");
        }
        if (scene.random().nextInt(3) == 0) {
            scene.fleet().relay();
            scene.pause(Duration.ofSeconds(8));
            scene.fleet().kill();
        }
    }

    /**
     * Freezes the relay, which keeps its connections, until another relay leads. When the frozen relay wakes, in the middle of
     * its code, none of its writes may arrive.
     */
    static void frozen(Scene scene) {
        RelayLife zombie = scene.fleet().relay();
        RelayLife standby = standby(scene);
        scene.pause(Duration.ofSeconds(1));
        zombie.freeze();
        succeed(scene, zombie, standby);
    }

    /**
     * Waits until the standby leads after the end of the frozen relay's lease. The frozen relay then wakes, and must notice the
     * loss of its lease.
     */
    static void succeed(Scene scene, RelayLife zombie, RelayLife standby) {
        scene.expect(
                "a standby leads when the leader is frozen",
                START,
                () -> standby.state().equals("RUNNING"));
        scene.pause(Duration.ofSeconds(2));
        zombie.thaw();
        scene.expect(
                "a leader that was frozen stands by",
                START,
                () -> zombie.state().equals("STANDBY") || !zombie.isAlive());
        scene.fleet().lead(standby);
    }

    /** Restarts relays one by one: the standby leads as soon as the leader is told to stop. */
    static void rolled(Scene scene) {
        RelayLife leader = scene.fleet().relay();
        RelayLife standby = standby(scene);
        scene.pause(Duration.ofSeconds(1));
        leader.terminate();
        if (!leader.awaitExit(STOP)) {
            scene.complaints().add("a relay told to stop still ran after " + STOP + ", see " + leader.log());
        } else if (leader.exitCode() != 0) {
            scene.complaints().add("a relay told to stop ended with " + leader.exitCode() + ", see " + leader.log());
        }
        scene.fleet().lead(standby);
    }

    /** With so little heap that it may run out of it, anywhere once it leads, or before. */
    static void squeezed(Scene scene) {
        RelayLife relay = scene.fleet().replace("-Xmx" + (36 + scene.random().nextInt(30)) + "m");
        scene.happens(START, () -> relay.state().equals("RUNNING") || relay.ranOutOfMemory() || !relay.isAlive());
        if (!relay.state().equals("RUNNING") && !relay.ranOutOfMemory()) {
            scene.turn().hadNoEffect("it neither led nor ran out of memory");
        }
        scene.pause(Duration.ofSeconds(15));
        scene.fleet().kill();
    }

    private static RelayLife standby(Scene scene) {
        scene.expect(
                "the relay leads", START, () -> scene.fleet().relay().state().equals("RUNNING"));
        RelayLife standby = scene.fleet().start();
        scene.expect("a second relay stands by", START, () -> standby.state().equals("STANDBY"));
        return standby;
    }
}
