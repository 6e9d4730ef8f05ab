package io.dualstream.outbox.benchmarks.control;

import io.debezium.engine.format.Json;
import io.debezium.engine.format.SerializationFormat;
import io.debezium.engine.format.SimpleString;
import java.util.Map;

/**
 * The two configurations of the Debezium control.
 *
 * @param format of key and value (the engine has only JSON for headers)
 * @param engine properties in addition to those that {@link DebeziumControl} always needs
 * @param producer properties of the Kafka producer in addition to the client's defaults
 */
record DebeziumTuning(
        Class<? extends SerializationFormat<String>> format, Map<String, String> engine, Map<String, Object> producer) {

    /** The default configuration, with the JSON converter. */
    static final DebeziumTuning STOCK = new DebeziumTuning(Json.class, Map.of(), Map.of());

    /** Every setting that was found to help, and the payload passed on as text rather than as JSON in JSON. */
    static final DebeziumTuning TUNED = new DebeziumTuning(
            SimpleString.class,
            Map.of(
                    "poll.interval.ms", "1",
                    "max.batch.size", "8192",
                    "max.queue.size", "32768",
                    "statistics.metrics.enabled", "false",
                    "header.converter.schemas.enable", "false"),
            Producers.TUNED);
}
