package io.dualstream.outbox.benchmarks.runner;

import io.dualstream.outbox.benchmarks.load.Marks;
import io.dualstream.outbox.benchmarks.measure.MeasuredProcess;
import java.time.Duration;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/** Lets a relay create its slot and its cursor before the load: the relay runs, publishes one event and is stopped. */
public final class Practice {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** The number of a mark that no backlog contains. */
    private static final int MARK = 0;

    private static final String EVENT = """
            insert into outbox.event (aggregate_type, aggregate_id, event_type, payload)
            values ('mark', 'practice', 'practice', '{"mark":0}')
            """;

    private Practice() {}

    public static void run(Bench bench, Seat seat) {
        bench.say("slot and cursor of " + seat.slot());
        Servers.execute(seat.database(), EVENT);
        MarkWatch marks = new MarkWatch();
        try (MeasuredProcess process = bench.launcher().start(seat, marks);
                KafkaConsumer<byte[], byte[]> consumer = bench.topics().consumer(seat.topic(Marks.AGGREGATE_TYPE))) {
            marks.awaitRecord(MARK, process, PATIENCE, consumer);
        }
    }
}
