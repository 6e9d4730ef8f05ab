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
    private static final int[] RARITIES = {1, 1, 6};
    private static final int[] PAUSES_MILLIS = {2_000, 20_000, 120_000};
    /** Two clocks differ by twice that at most. */
    private static final int MOST_SKEW_MILLIS = 240_000;

    public final Dice dice;
    public final Mutation mutation;
    private final List<Runnable> actors = new ArrayList<>();
    private final @Nullable StringBuilder log;
    private final int callsPerKill;
    /** How much rarer mishaps are than they could be. */
    private final int rarity;
    /** Keys that are written. */
    public final int keys;

    private final int longestPauseMillis;
    private long millis = 1_000_000_000L;
    private int depth;
    private boolean calm;

    /** {@code log} takes what happens, for people; null for speed. */
    public World(long seed, Mutation mutation, @Nullable StringBuilder log) {
        this.dice = new Dice(seed);
        this.callsPerKill = CALLS_PER_KILL[dice.below(CALLS_PER_KILL.length)];
        this.rarity = RARITIES[dice.below(RARITIES.length)];
        this.mutation = mutation;
        this.keys = 1 + dice.below(Event.KEYS);
        this.longestPauseMillis = PAUSES_MILLIS[dice.below(PAUSES_MILLIS.length)];
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
        millis += dice.below(longestPauseMillis);
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
        if (dice.oneIn(callsPerKill * rarity)) {
            throw Killed.NOW;
        }
    }

    /** While it is calm nothing fails and nobody interferes. */
    public void calm(boolean calm) {
        this.calm = calm;
        say(calm ? "calm" : "no longer calm", 0, 0);
    }

    /** Whether mishaps are rare in this history, so that relays get far. */
    public boolean isQuiet() {
        return rarity > 1;
    }

    /** One chance in so many or fewer, and none when it is calm. */
    public boolean mishap(int chances) {
        return !calm && dice.oneIn(chances * rarity);
    }

    /** Time goes by, and nobody acts. */
    public void rest(long forMillis) {
        millis += forMillis;
    }

    public long millis() {
        return millis;
    }

    /** How far a clock is off: bounded, for nobody's clock is right. */
    public long skewMillis() {
        return (long) dice.below(2 * MOST_SKEW_MILLIS) - MOST_SKEW_MILLIS;
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
