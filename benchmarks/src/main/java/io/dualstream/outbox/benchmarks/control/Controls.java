package io.dualstream.outbox.benchmarks.control;

import io.dualstream.outbox.benchmarks.load.OutboxTable;
import java.util.List;

/** The controls by name. */
public enum Controls {
    DEBEZIUM_STOCK,
    DEBEZIUM_TUNED,
    READ_ALONE,
    PRODUCER_ALONE,
    HAND_WRITTEN;

    /** Publication of the table that Debezium documents for its outbox. */
    public static final String EVENT_ROUTERS = "benchmark_outboxevent";

    /** The publication the relay reads. */
    private static final String RELAYS_OWN = "outbox_event";

    public Control control() {
        return switch (this) {
            case DEBEZIUM_STOCK -> new DebeziumControl(DebeziumTuning.STOCK);
            case DEBEZIUM_TUNED -> new DebeziumControl(DebeziumTuning.TUNED);
            case READ_ALONE -> new ReadAlone();
            case PRODUCER_ALONE -> new ProducerAlone();
            case HAND_WRITTEN -> new HandWrittenRelay();
        };
    }

    /** The publication through which the control's slot is read. */
    public String publication() {
        return switch (this) {
            case DEBEZIUM_STOCK, DEBEZIUM_TUNED -> EVENT_ROUTERS;
            case READ_ALONE, PRODUCER_ALONE, HAND_WRITTEN -> RELAYS_OWN;
        };
    }

    /** The table that the control reads. */
    public OutboxTable table() {
        return EVENT_ROUTERS.equals(publication()) ? OutboxTable.EVENT_ROUTER : OutboxTable.DUALSTREAM;
    }

    /** Options of the control's JVM: the defaults for systems that are measured with their defaults. */
    public List<String> javaOptions() {
        String logging = "-Dorg.slf4j.simpleLogger.defaultLogLevel=info";
        return this == DEBEZIUM_STOCK ? List.of(logging) : List.of(logging, "-XX:+UseParallelGC");
    }
}
