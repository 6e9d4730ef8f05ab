package io.dualstream.outbox.relay.simulation;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One scheduler and one clock. Whoever calls a server passes through {@link #call}: there others act first, and there a
 * process may be killed. So every interleaving at the granularity of calls can happen, on one thread. Not thread-safe.
 */
public final class World {

    private static final int DEPTH = 2;
    private static final int[] CALLS_PER_KILL = {20, 60, 200};

    public final Dice dice;
    public final Mutation mutation;
    private final List<Runnable> actors = new ArrayList<>();
    private final @Nullable StringBuilder log;
    private final int callsPerKill;
    private long millis = 1_000_000_000L;
    private int depth;
    private boolean calm;

    /** {@code log} takes what happens, for people; null for speed. */
    public World(long seed, Mutation mutation, @Nullable StringBuilder log) {
        this.dice = new Dice(seed);
        this.callsPerKill = CALLS_PER_KILL[dice.below(CALLS_PER_KILL.length)];
        this.mutation = mutation;
        this.log = log;
    }

    public boolean is(Mutation mistake) {
        return mutation == mistake;
    }

    /** Acts when it is its turn; several chances for the same actor make it act more often. */
    public void add(Runnable actor, int chances) {
        for (int i = 0; i < chances; i++) {
            actors.add(actor);
        }
    }

    /** One of them acts. */
    public void turn() {
        millis += dice.below(20_000);
        actors.get(dice.below(actors.size())).run();
    }

    /** In the middle of somebody's call: others may act, and then the caller may be dead. */
    public void call() {
        if (calm) {
            return;
        }
        if (depth < DEPTH && dice.oneIn(3)) {
            depth++;
            try {
                for (int turns = 1 + dice.below(3); turns > 0; turns--) {
                    turn();
                }
            } finally {
                depth--;
            }
        }
        if (dice.oneIn(callsPerKill)) {
            throw Killed.NOW;
        }
    }

    /** While it is calm nothing fails and nobody interferes. */
    public void calm(boolean calm) {
        this.calm = calm;
        say(calm ? "calm" : "no longer calm", 0, 0);
    }

    /** One chance in so many, and none when it is calm. */
    public boolean mishap(int chances) {
        return !calm && dice.oneIn(chances);
    }

    /** Time goes by, and nobody acts. */
    public void rest(long forMillis) {
        millis += forMillis;
    }

    public long millis() {
        return millis;
    }

    public void say(String what, long a, long b) {
        if (log != null) {
            log.append("  ".repeat(depth + 1))
                    .append(what)
                    .append(' ')
                    .append(a)
                    .append(' ')
                    .append(b)
                    .append('\n');
        }
    }
}
