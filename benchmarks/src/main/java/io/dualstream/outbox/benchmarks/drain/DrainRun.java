package io.dualstream.outbox.benchmarks.drain;

import io.dualstream.outbox.benchmarks.load.Backlog;
import io.dualstream.outbox.benchmarks.load.Marks;
import io.dualstream.outbox.benchmarks.load.OutboxTable;
import io.dualstream.outbox.benchmarks.measure.MeasuredProcess;
import io.dualstream.outbox.benchmarks.runner.Bench;
import io.dualstream.outbox.benchmarks.runner.Candidate;
import io.dualstream.outbox.benchmarks.runner.MarkWatch;
import io.dualstream.outbox.benchmarks.runner.Practice;
import io.dualstream.outbox.benchmarks.runner.Seat;
import io.dualstream.outbox.benchmarks.runner.Servers;
import io.dualstream.outbox.testkit.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/**
 * Lets every system drain the same events, from the table that its own documentation asks for. Each table has a database of its
 * own. Slots are created before the load: the relay creates its own (it runs once, publishes one event and is stopped), the
 * controls get copies of a common one. Repetitions interleave: A B C, A B C. The first round does not count: the broker runs in
 * this JVM, and PostgreSQL still writes the backlog to disk, which would slow down the first system.
 */
final class DrainRun {

    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Bench bench;

    DrainRun(Bench bench) {
        this.bench = bench;
    }

    Map<Candidate, List<DrainResult>> run(List<Candidate> candidates, Backlog backlog, int repetitions)
            throws SQLException {
        Map<OutboxTable, TestDatabase> databases = new EnumMap<>(OutboxTable.class);
        List<Seat> turns = new ArrayList<>();
        for (int repetition = 0; repetition <= repetitions; repetition++) {
            for (Candidate candidate : candidates) {
                TestDatabase database = databases.computeIfAbsent(
                        candidate.table(), table -> bench.servers().freshDatabase());
                turns.add(bench.seats().next(candidate, database, null, backlog.events()));
            }
        }
        turns.stream().filter(turn -> turn.candidate().isOurs()).forEach(turn -> Practice.run(bench, turn));
        // one after the other: a slot that is created later does not have to skip WAL of the earlier databases
        for (Map.Entry<OutboxTable, TestDatabase> each : databases.entrySet()) {
            bench.say("writing the backlog, table " + each.getKey());
            Servers.createSlot(each.getValue(), commonSlot(each.getKey()));
            backlog.write(each.getValue().dataSource(), each.getKey());
        }
        bench.say("a first round that does not count");
        turns.subList(0, candidates.size()).forEach(this::drain);
        bench.say("the rounds that count");
        Map<Candidate, List<DrainResult>> results = new EnumMap<>(Candidate.class);
        for (Seat turn : turns.subList(candidates.size(), turns.size())) {
            results.computeIfAbsent(turn.candidate(), any -> new ArrayList<>()).add(drain(turn));
        }
        return results;
    }

    private DrainResult drain(Seat seat) {
        if (!seat.candidate().isOurs()) {
            Servers.copySlot(seat.database(), commonSlot(seat.candidate().table()), seat.slot());
        }
        DrainResult result = measure(seat);
        bench.leave(seat);
        bench.say(seat.slot() + ": " + result);
        return result;
    }

    private static String commonSlot(OutboxTable table) {
        return "common_" + table.name().toLowerCase(Locale.ROOT);
    }

    private DrainResult measure(Seat seat) {
        MarkWatch marks = new MarkWatch();
        try (MeasuredProcess process = bench.launcher().start(seat, marks);
                KafkaConsumer<byte[], byte[]> consumer = bench.topics().consumer(seat.topic(Marks.AGGREGATE_TYPE))) {
            if (seat.candidate().writesKafka()) {
                // the last mark first, because its time is when it is seen; the others may come from partitions that
                // are read later
                marks.awaitRecord(Marks.LAST, process, PATIENCE, consumer);
                marks.awaitRecord(Marks.FIRST, process, PATIENCE, consumer);
                marks.awaitRecord(Marks.THIRD, process, PATIENCE, consumer);
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
        if (seat.candidate().writesKafka()) {
            // the last mark may be seen before earlier events of other partitions
            bench.topics().awaitRecords(seat.topic("order"), events - Marks.LAST);
        }
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
