package io.dualstream.outbox.benchmarks.campaign.faults;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The processes of relays in one round: one at a time, sometimes two. Not thread-safe; {@link #close} kills them. */
public final class Fleet implements AutoCloseable {

    private final RelayProgram program;
    private final Map<String, String> environment;
    private final Path logs;
    private final List<RelayLife> lives = new ArrayList<>();
    private @Nullable RelayLife current;
    private int started;

    public Fleet(RelayProgram program, Map<String, String> environment, Path logs) {
        this.program = program;
        this.environment = environment;
        this.logs = logs;
    }

    /** The working relay, which is started if none is alive. */
    public RelayLife relay() {
        RelayLife now = current;
        if (now == null || !now.isAlive()) {
            now = start();
            current = now;
        }
        return now;
    }

    /** Kills the working relay and starts another one with these options of its JVM. */
    RelayLife replace(String... options) {
        kill();
        RelayLife next = start(options);
        current = next;
        return next;
    }

    /** Whether there was one that lived. */
    boolean kill() {
        RelayLife now = current;
        boolean lived = now != null && now.isAlive();
        if (now != null) {
            now.close();
            lives.remove(now);
            current = null;
        }
        return lived;
    }

    /** Starts one more relay, which stands by until the first is gone. */
    RelayLife start(String... options) {
        RelayLife life = RelayLife.start(
                program, List.of(options), environment, logs.resolve("relay-%03d.log".formatted(++started)));
        lives.add(life);
        return life;
    }

    /** Declares {@code next} the working relay; the previous one is dead or dying. */
    void lead(RelayLife next) {
        kill();
        current = next;
    }

    @Override
    public void close() {
        lives.forEach(RelayLife::close);
        lives.clear();
        current = null;
    }
}
