package io.dualstream.outbox.benchmarks.campaign.judge;

/**
 * One promise that was broken.
 *
 * @param nanos {@link System#nanoTime} of the event's commit; 0 if nobody committed it
 * @param what for people
 */
public record Violation(Wrong wrong, long nanos, String what) {}
