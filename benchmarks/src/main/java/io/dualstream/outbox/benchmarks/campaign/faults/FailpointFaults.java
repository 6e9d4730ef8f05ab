package io.dualstream.outbox.benchmarks.campaign.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** What happens to a relay at a place that its process was told of when it was started. */
final class FailpointFaults {

    private static final List<String> IN_START = List.of("after-fencing", "before-streaming");
    private static final List<String> IN_RECOVERY = List.of("after-recovery-mark", "after-slot-made", "mid-send");
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private FailpointFaults() {}

    /** Dies there, at one of the first arrivals. */
    static void killed(Scene scene, String place, int arrivals) {
        awaitDeath(scene, scene.fleet().replace(halt(place, 1 + scene.random().nextInt(arrivals))), place);
    }

    static void killedInStart(Scene scene) {
        killed(scene, IN_START.get(scene.random().nextInt(IN_START.size())), 1);
    }

    /** With no slot it recovers from the table; now and then it dies of that twice. */
    static void killedInRecovery(Scene scene) throws SQLException {
        scene.fleet().kill();
        PostgresFaults.slotDropped(scene);
        do {
            killed(scene, IN_RECOVERY.get(scene.random().nextInt(IN_RECOVERY.size())), 1);
        } while (scene.random().nextInt(3) == 0);
    }

    /** Told to stop, it dies before it is done. */
    static void killedInShutdown(Scene scene) {
        RelayLife relay = scene.fleet().replace(halt("in-shutdown", 1));
        scene.expect("the relay leads", PATIENCE, () -> relay.state().equals("RUNNING"));
        relay.terminate();
        awaitDeath(scene, relay, "in-shutdown");
    }

    /** Frozen there; it wakes when another leads, and writes what it was about to write. */
    static void frozen(Scene scene, String place, int arrivals) {
        int arrival = 1 + scene.random().nextInt(arrivals);
        RelayLife zombie = scene.fleet().replace(option(place, arrival, "hold"));
        scene.expect("a relay comes to " + place, PATIENCE, () -> log(zombie).contains("failpoint "));
        zombie.freeze();
        RelayFaults.succeed(scene, zombie, scene.fleet().start());
    }

    private static void awaitDeath(Scene scene, RelayLife relay, String place) {
        if (!relay.awaitExit(PATIENCE)) {
            scene.complaints().add("the relay never came to " + place + ", see " + relay.log());
            scene.fleet().kill(); // or it dies there later, when nobody starts another
        }
    }

    private static String halt(String place, int arrival) {
        return option(place, arrival, "halt");
    }

    private static String option(String place, int arrival, String what) {
        return "-Doutbox.relay.failpoint=" + place + ":" + arrival + ":" + what;
    }

    private static String log(RelayLife relay) {
        try {
            return Files.readString(relay.log());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
