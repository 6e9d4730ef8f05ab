package io.dualstream.outbox.benchmarks.campaign.faults;

import java.time.Duration;
import java.util.List;

/** Faults at a place in the relay's code, which is given to the process at its start. */
final class FailpointFaults {

    private static final List<String> IN_START = List.of("after-fencing", "before-streaming");
    private static final List<String> IN_RECOVERY = List.of("after-recovery-mark", "after-slot-made", "mid-send");
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    /** Exit code of a relay that a failpoint ended. */
    private static final int HALTED = 77;

    private FailpointFaults() {}

    /** Kills the relay at that place, at one of the first arrivals. */
    static void killed(Scene scene, String place, int arrivals) {
        awaitDeath(scene, scene.fleet().replace(halt(place, 1 + scene.random().nextInt(arrivals))), place);
    }

    static void killedInStart(Scene scene) {
        killed(scene, IN_START.get(scene.random().nextInt(IN_START.size())), 1);
    }

    /** With no slot it recovers from the table; now and then it dies of that twice. */
    static void killedInRecovery(Scene scene) {
        scene.fleet().kill();
        PostgresFaults.slotDropped(scene);
        do {
            killed(scene, IN_RECOVERY.get(scene.random().nextInt(IN_RECOVERY.size())), 1);
        } while (scene.random().nextInt(3) == 0);
    }

    /** Kills the relay during its shutdown. */
    static void killedInShutdown(Scene scene) {
        RelayLife relay = scene.fleet().replace(halt("in-shutdown", 1));
        scene.expect("the relay leads", PATIENCE, () -> relay.state().equals("RUNNING"));
        relay.terminate();
        awaitDeath(scene, relay, "in-shutdown");
    }

    /** Freezes the relay at that place. When another relay leads, the frozen relay wakes and continues its write. */
    static void frozen(Scene scene, String place, int arrivals) {
        int arrival = 1 + scene.random().nextInt(arrivals);
        RelayLife zombie = scene.fleet().replace(option(place, arrival, "hold"));
        scene.expect(
                "a relay comes to " + place, PATIENCE, () -> zombie.logText().contains("failpoint "));
        zombie.freeze();
        RelayFaults.succeed(scene, zombie, scene.fleet().start());
    }

    private static void awaitDeath(Scene scene, RelayLife relay, String place) {
        if (!relay.awaitExit(PATIENCE)) {
            scene.complaints().add("the relay never came to " + place + ", see " + relay.log());
            scene.fleet().kill(); // or it dies there later, when nobody starts another
        } else if (relay.exitCode() != HALTED) {
            scene.turn().hadNoEffect("it ended with " + relay.exitCode() + " before it came to " + place);
        }
    }

    private static String halt(String place, int arrival) {
        return option(place, arrival, "halt");
    }

    private static String option(String place, int arrival, String what) {
        return "-Doutbox.relay.failpoint=" + place + ":" + arrival + ":" + what;
    }
}
