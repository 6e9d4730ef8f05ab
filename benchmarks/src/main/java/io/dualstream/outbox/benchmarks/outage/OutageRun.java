package io.dualstream.outbox.benchmarks.outage;

import io.dualstream.outbox.benchmarks.load.Flights;
import io.dualstream.outbox.benchmarks.load.Sink;
import io.dualstream.outbox.benchmarks.measure.Await;
import io.dualstream.outbox.benchmarks.measure.MeasuredProcess;
import io.dualstream.outbox.benchmarks.measure.Sample;
import io.dualstream.outbox.benchmarks.measure.Table;
import io.dualstream.outbox.benchmarks.runner.Bench;
import io.dualstream.outbox.benchmarks.runner.KafkaSubscriber;
import io.dualstream.outbox.benchmarks.runner.RedisSubscriber;
import io.dualstream.outbox.benchmarks.runner.Seat;
import io.dualstream.outbox.benchmarks.runner.Tap;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;

/** Measures writers at a steady rate, first with Kafka, then without. */
final class OutageRun {

    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration WARM_UP = Duration.ofSeconds(60);

    private final Bench bench;
    private final Seat seat;
    private final int perSecond;
    private final Tap tap = new Tap();
    private final Table table = new Table("ms: p50 / p99", "Kafka there", "Kafka away", "p99, away : there");
    private int rounds;

    OutageRun(Bench bench, Seat seat, int perSecond) {
        this.bench = bench;
        this.seat = seat;
        this.perSecond = perSecond;
    }

    Table table() {
        return table;
    }

    void play(Duration before, Duration outage) throws SQLException {
        try (MeasuredProcess process = bench.launcher().start(seat, line -> {});
                KafkaSubscriber kafka = new KafkaSubscriber(bench.topics().consumer(seat.topic("order")), tap);
                RedisSubscriber redis = new RedisSubscriber(Objects.requireNonNull(seat.redisUrl()), tap)) {
            kafka.start();
            redis.start();
            bench.say("warming up");
            fly(WARM_UP, Sink.KAFKA, Sink.REDIS);
            bench.say("Kafka is there");
            Flights there = fly(before, Sink.KAFKA, Sink.REDIS);
            bench.servers().stopKafka();
            bench.say("Kafka is away");
            Flights away = fly(outage, Sink.REDIS);
            long back = System.nanoTime();
            bench.servers().returnKafka();
            bench.say("Kafka is back");
            await(away, Sink.KAFKA);
            double catchUp = (System.nanoTime() - back) / 1e9;
            process.requireHealthy();
            row("a transaction", Sample.of(there.writerMillis()), Sample.of(away.writerMillis()));
            row("commit to Redis", Sample.of(there.millis(Sink.REDIS)), Sample.of(away.millis(Sink.REDIS)));
            table.row("commits", "%,d".formatted(there.events()), "%,d".formatted(away.events()), "-");
            table.row("all in Kafka after, s", "-", "%.1f".formatted(catchUp), "-");
        }
    }

    private Flights fly(Duration length, Sink... sinks) throws SQLException {
        Flights flights = new Flights(++rounds, Math.toIntExact(length.toSeconds() * perSecond));
        tap.open(flights);
        seat.writers().write(perSecond, flights);
        for (Sink sink : sinks) {
            await(flights, sink);
        }
        return flights;
    }

    private static void await(Flights flights, Sink sink) {
        Await.until("every event arrives in " + sink.label(), PATIENCE, () -> flights.allArrived(sink));
    }

    private void row(String what, Sample there, Sample away) {
        table.row(
                what,
                described(there),
                described(away),
                "%.2f".formatted(away.percentile(0.99) / there.percentile(0.99)));
    }

    private static String described(Sample sample) {
        return "%.2f / %.2f".formatted(sample.percentile(0.5), sample.percentile(0.99));
    }
}
