package io.dualstream.outbox.benchmarks.load;

/**
 * The three marks that time the drain of a backlog. In the backlog, marks are events of an aggregate type of their own; a
 * control without events prints the marks instead.
 */
public final class Marks {

    /** Aggregate type of the events that mark the backlog. */
    public static final String AGGREGATE_TYPE = "mark";

    /** Word before the mark's number, on standard output. */
    public static final String PRINTED = "mark ";

    public static final int FIRST = 1;
    public static final int THIRD = 2;
    public static final int LAST = 3;

    private Marks() {}

    /** Position of a mark in a backlog of {@code events}, counted from 1. */
    public static int position(int mark, int events) {
        return switch (mark) {
            case FIRST -> 1;
            case THIRD -> events / 3;
            case LAST -> events;
            default -> throw new IllegalArgumentException("no mark " + mark);
        };
    }

    /** Prints a mark when {@code count} is its position. */
    public static void printWhenReached(int count, int events) {
        for (int mark = FIRST; mark <= LAST; mark++) {
            if (count == position(mark, events)) {
                System.out.println(PRINTED + mark);
            }
        }
    }
}
