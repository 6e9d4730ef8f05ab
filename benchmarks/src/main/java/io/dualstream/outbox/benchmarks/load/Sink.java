package io.dualstream.outbox.benchmarks.load;

/** The sinks in which events arrive. */
public enum Sink {
    KAFKA("Kafka"),
    REDIS("Redis");

    private final String label;

    Sink(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }
}
