package io.dualstream.outbox.benchmarks.campaign.judge;

import java.util.Locale;

/** What can be wrong with an event in a stream. */
public enum Wrong {
    /** Committed, and not there. */
    LOST("lost"),
    /** There more than once. */
    DUPLICATE("duplicates"),
    /** There after a later one of its aggregate. */
    DISORDERED("out of order"),
    /** There, and never committed. */
    LEAKED("leaked"),
    /** There with a payload, a time or an attribute that nobody wrote. */
    ALTERED("altered"),
    /** In another topic, partition, stream or channel than its own. */
    MISPLACED("misplaced"),
    /** Of a Kafka transaction of which a consumer may see a part, or none. */
    TORN("torn");

    private final String title;

    Wrong(String title) {
        this.title = title;
    }

    /** As tables call it. */
    public String title() {
        return title;
    }

    /** As results call it. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
