package io.dualstream.outbox.relay.simulation;

/** Every choice of one history, from one seed (SplitMix64). Not thread-safe. */
public final class Dice {

    private long state;

    public Dice(long seed) {
        this.state = seed * 0x9E3779B97F4A7C15L;
    }

    /** 0 to {@code bound} - 1. */
    public int below(int bound) {
        state += 0x9E3779B97F4A7C15L;
        long z = (state ^ state >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return (int) ((z >>> 33) % bound);
    }

    public boolean oneIn(int chances) {
        return below(chances) == 0;
    }
}
