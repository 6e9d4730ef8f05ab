package io.dualstream.outbox.benchmarks;

import io.dualstream.outbox.benchmarks.load.Backlog;
import io.dualstream.outbox.benchmarks.load.Marks;
import io.dualstream.outbox.benchmarks.measure.MeasuredProcess;
import io.dualstream.outbox.testkit.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/**
 * Every system drains the same WAL. Slots are made before the load: the relay makes its own (it runs once, publishes one
 * event and is stopped), the controls get copies of a common one. Repetitions interleave: A B C, A B C.
 */
final class DrainRun {

    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final String COMMON_SLOT = "benchmark_common";

    private final Bench bench;

    DrainRun(Bench bench) {
        this.bench = bench;
    }

    Map<Candidate, List<DrainResult>> run(List<Candidate> candidates, Backlog backlog, int repetitions)
            throws SQLException {
        TestDatabase database = bench.servers().freshDatabase();
        List<Seat> turns = new ArrayList<>();
        for (int repetition = 1; repetition <= repetitions; repetition++) {
            for (Candidate candidate : candidates) {
                turns.add(bench.seats().next(candidate, database, null, backlog.events()));
            }
        }
        turns.stream().filter(turn -> turn.candidate().isOurs()).forEach(turn -> Practice.run(bench, turn));
        Servers.createSlot(database, COMMON_SLOT);
        bench.say("writing the backlog");
        backlog.write(database.dataSource());
        warmUpBroker(bench.seats().next(Candidate.PRODUCER_ALONE, database, null, backlog.events()));
        Map<Candidate, List<DrainResult>> results = new EnumMap<>(Candidate.class);
        for (Seat turn : turns) {
            results.computeIfAbsent(turn.candidate(), any -> new ArrayList<>()).add(drain(turn));
        }
        return results;
    }

    /** The broker lives in this JVM: without this, whoever comes first would pay for its cold code. */
    private void warmUpBroker(Seat seat) {
        bench.say("warming up the broker");
        measure(seat);
        bench.topics().deleteAll(seat.topicPrefix());
    }

    private DrainResult drain(Seat seat) {
        if (!seat.candidate().isOurs()) {
            Servers.copySlot(seat.database(), COMMON_SLOT, seat.slot());
        }
        DrainResult result = measure(seat);
        bench.leave(seat);
        bench.say(seat.slot() + ": " + result);
        return result;
    }

    private DrainResult measure(Seat seat) {
        MarkWatch marks = new MarkWatch();
        try (MeasuredProcess process = bench.launcher().start(seat, marks);
                KafkaConsumer<byte[], byte[]> consumer = bench.topics().consumer(seat.topic(Marks.AGGREGATE_TYPE))) {
            if (seat.candidate().writesKafka()) {
                marks.awaitRecord(Marks.LAST, process, PATIENCE, consumer);
            } else {
                marks.awaitPrinted(Marks.LAST, process, PATIENCE);
            }
            return result(marks, process, seat);
        }
    }

    private DrainResult result(MarkWatch marks, MeasuredProcess process, Seat seat) {
        int events = seat.events();
        long first = marks.of(Marks.FIRST).appendedMillis();
        long third = marks.of(Marks.THIRD).appendedMillis();
        long last = marks.of(Marks.LAST).seenMillis();
        double cpuMicros = process.cpuBetween(first, last).toNanos() / 1e3;
        process.close();
        return new DrainResult(
                (first - process.startedAtMillis()) / 1e3,
                events * 1e3 / (last - first),
                (events - Marks.position(Marks.THIRD, events)) * 1e3 / (last - third),
                cpuMicros / events,
                process.peakResidentBytes(),
                seat.candidate().writesKafka() ? bench.topics().count(seat.topic("order")) + Marks.LAST : events);
    }
}
