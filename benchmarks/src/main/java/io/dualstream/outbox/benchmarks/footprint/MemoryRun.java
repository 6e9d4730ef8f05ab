package io.dualstream.outbox.benchmarks.footprint;

import io.dualstream.outbox.benchmarks.load.Marks;
import io.dualstream.outbox.benchmarks.measure.Await;
import io.dualstream.outbox.benchmarks.measure.GcLog;
import io.dualstream.outbox.benchmarks.measure.MeasuredProcess;
import io.dualstream.outbox.benchmarks.measure.Table;
import io.dualstream.outbox.benchmarks.runner.Bench;
import io.dualstream.outbox.benchmarks.runner.Launcher;
import io.dualstream.outbox.benchmarks.runner.MarkWatch;
import io.dualstream.outbox.benchmarks.runner.RelayPage;
import io.dualstream.outbox.benchmarks.runner.Seat;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/** Drains a backlog once in a small heap, and measures memory and cursors. */
final class MemoryRun {

    private static final Duration PATIENCE = Duration.ofHours(1);

    private final Bench bench;
    private final Seat seat;
    private final Path gcLog;
    private final Launcher launcher;
    private final RelayPage page = new RelayPage();
    private final AtomicLong peakLiveCursorBytes = new AtomicLong();
    private final Table table = new Table("figure", "value");

    MemoryRun(Bench bench, Seat seat, String heap) {
        this.bench = bench;
        this.seat = seat;
        this.gcLog = seat.directory().resolve("gc.log");
        this.launcher = bench.launcher().withRelayJavaOptions("-Xmx" + heap, GcLog.option(gcLog));
    }

    Table table() {
        return table;
    }

    void drain() throws IOException {
        MarkWatch marks = new MarkWatch();
        ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor();
        try (MeasuredProcess process = launcher.start(seat, marks);
                KafkaConsumer<byte[], byte[]> consumer = bench.topics().consumer(seat.topic(Marks.AGGREGATE_TYPE))) {
            ScheduledFuture<?> watching = watch.scheduleWithFixedDelay(this::look, 0, 200, TimeUnit.MILLISECONDS);
            marks.awaitRecord(Marks.LAST, process, PATIENCE, consumer);
            Await.until(
                    "all events are pushed to Redis",
                    PATIENCE,
                    () -> page.number("pushedEvents").orElse(0) >= seat.events());
            watching.cancel(false);
            double seconds =
                    (marks.of(Marks.LAST).seenMillis() - marks.of(Marks.FIRST).appendedMillis()) / 1e3;
            table.row(
                    "events per second into Kafka, while Redis was fed too",
                    "%,.0f".formatted(seat.events() / seconds));
            table.row("peak resident memory of the process, MB", "%.0f".formatted(process.peakResidentBytes() / 1e6));
            table.row(
                    "live cursor at the end, bytes",
                    text(page.number("cursorBytes").orElse(-1)));
            table.row("live cursor, largest seen, bytes", text(peakLiveCursorBytes.get()));
        } finally {
            watch.shutdownNow();
        }
        GcLog heap = GcLog.read(gcLog);
        table.row("peak heap before a collection, MB", text(heap.peakUsed()));
        table.row("peak heap after a collection, MB", text(heap.peakLive()));
        List<Integer> cursors = bench.topics().valueSizes(seat.stateTopic());
        table.row("durable cursor records", text(cursors.size()));
        table.row("first, bytes", text(cursors.get(0)));
        table.row("last, bytes", text(cursors.get(cursors.size() - 1)));
        table.row(
                "largest, bytes",
                text(cursors.stream().mapToInt(size -> size).max().orElse(0)));
        table.row("delivered to Kafka", text(bench.topics().count(seat.topic("order")) + Marks.LAST));
    }

    private void look() {
        page.number("cursorBytes").ifPresent(bytes -> peakLiveCursorBytes.accumulateAndGet(bytes, Math::max));
    }

    private static String text(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
