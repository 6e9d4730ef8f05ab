package io.dualstream.outbox.benchmarks.latency;

import static io.dualstream.outbox.benchmarks.latency.LatencyScenario.BUSY;

import io.dualstream.outbox.benchmarks.load.Flights;
import io.dualstream.outbox.benchmarks.load.Sink;
import io.dualstream.outbox.benchmarks.measure.Await;
import io.dualstream.outbox.benchmarks.measure.MeasuredProcess;
import io.dualstream.outbox.benchmarks.measure.Sample;
import io.dualstream.outbox.benchmarks.runner.Bench;
import io.dualstream.outbox.benchmarks.runner.Candidate;
import io.dualstream.outbox.benchmarks.runner.KafkaSubscriber;
import io.dualstream.outbox.benchmarks.runner.RedisSubscriber;
import io.dualstream.outbox.benchmarks.runner.Seat;
import io.dualstream.outbox.benchmarks.runner.Tap;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** Measures each system in turn, on a fresh database: a warm-up, then every scenario, seen by a Kafka consumer and a Redis subscriber. */
final class LatencyRun {

    private static final Duration START_PATIENCE = Duration.ofMinutes(2);
    private static final Duration ARRIVAL_PATIENCE = Duration.ofSeconds(30);

    private final Bench bench;
    private final LatencyPlan plan;
    private final LatencyReport report;
    private int rounds;

    LatencyRun(Bench bench, LatencyPlan plan, LatencyReport report) {
        this.bench = bench;
        this.plan = plan;
        this.report = report;
    }

    void run(List<Candidate> candidates) throws SQLException {
        for (int repetition = 1; repetition <= plan.repetitions(); repetition++) {
            for (Candidate candidate : candidates) {
                bench.say("%s, %d of %d".formatted(candidate.label(), repetition, plan.repetitions()));
                Seat seat = bench.freshSeat(candidate, 0);
                measure(seat);
                bench.leave(seat);
            }
        }
    }

    private void measure(Seat seat) throws SQLException {
        Tap tap = new Tap();
        try (MeasuredProcess process = bench.launcher().start(seat, line -> {});
                KafkaSubscriber kafka = new KafkaSubscriber(bench.topics().consumer(seat.topic("order")), tap);
                RedisSubscriber redis = seat.redisUrl() == null ? null : new RedisSubscriber(seat.redisUrl(), tap)) {
            kafka.start();
            if (redis != null) {
                redis.start();
            }
            fly(seat, tap, 1, 1, START_PATIENCE);
            fly(seat, tap, BUSY.perSecond(), BUSY.events(plan.warmUp()), START_PATIENCE);
            for (LatencyScenario scenario : LatencyScenario.values()) {
                Flights flights = fly(seat, tap, scenario);
                for (Sink sink : seat.sinks()) {
                    report.add(seat.candidate(), sink, scenario, Sample.of(flights.millis(sink)));
                }
                process.requireHealthy();
            }
        }
    }

    private Flights fly(Seat seat, Tap tap, LatencyScenario scenario) throws SQLException {
        int events = scenario.events(plan.length(scenario));
        if (!scenario.held()) {
            return fly(seat, tap, scenario.perSecond(), events, ARRIVAL_PATIENCE);
        }
        try (Connection held = seat.writers().holdOpen()) {
            Flights flights = fly(seat, tap, scenario.perSecond(), events, ARRIVAL_PATIENCE);
            held.rollback();
            return flights;
        }
    }

    private Flights fly(Seat seat, Tap tap, int perSecond, int events, Duration patience) throws SQLException {
        Flights flights = new Flights(++rounds, events);
        tap.open(flights);
        seat.writers().write(perSecond, flights);
        for (Sink sink : seat.sinks()) {
            Await.until("every event arrives in " + sink.label(), patience, () -> flights.allArrived(sink));
        }
        return flights;
    }
}
