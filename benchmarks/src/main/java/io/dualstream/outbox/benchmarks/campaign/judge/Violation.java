package io.dualstream.outbox.benchmarks.campaign.judge;

/**
 * One promise that was broken.
 *
 * @param nanos {@link System#nanoTime} of the event's commit; {@link #OF_NO_EVENT} if nobody committed it
 * @param what for people
 */
public record Violation(Wrong wrong, long nanos, String what) {

    static final long OF_NO_EVENT = Long.MIN_VALUE;

    /** Whether an episode can be found to which it belongs. */
    public boolean isOfAnEvent() {
        return nanos != OF_NO_EVENT;
    }
}
