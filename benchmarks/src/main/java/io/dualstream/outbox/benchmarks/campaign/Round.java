package io.dualstream.outbox.benchmarks.campaign;

import io.dualstream.outbox.benchmarks.campaign.evidence.Recorders;
import io.dualstream.outbox.benchmarks.campaign.faults.Fault;
import io.dualstream.outbox.benchmarks.campaign.faults.Fleet;
import io.dualstream.outbox.benchmarks.campaign.faults.RelayProgram;
import io.dualstream.outbox.benchmarks.campaign.faults.Scene;
import io.dualstream.outbox.benchmarks.campaign.faults.Servers;
import io.dualstream.outbox.benchmarks.campaign.faults.Struck;
import io.dualstream.outbox.benchmarks.campaign.judge.Judge;
import io.dualstream.outbox.benchmarks.campaign.judge.Verdict;
import io.dualstream.outbox.benchmarks.campaign.judge.Wire;
import io.dualstream.outbox.benchmarks.campaign.writers.Fence;
import io.dualstream.outbox.benchmarks.campaign.writers.Truth;
import io.dualstream.outbox.benchmarks.campaign.writers.Writers;
import io.dualstream.outbox.testkit.TestDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/** Plays one round on fresh topics, streams and tables: faults under load, one episode after the other, then the verdict. */
final class Round {

    private static final int WRITERS = 8;

    private final CampaignPlan plan;
    private final Servers servers;
    private final RelayProgram program;
    private final Path directory;
    private final Consumer<String> say;

    /** Evidence is kept in {@code directory}. */
    Round(CampaignPlan plan, Servers servers, RelayProgram program, Path directory, Consumer<String> say) {
        this.plan = plan;
        this.servers = servers;
        this.program = program;
        this.directory = directory;
        this.say = say;
    }

    /** Plays episodes until there are no more. */
    RoundResult play(long seed, Iterator<List<Fault>> episodes) throws Exception {
        TestDatabase database = servers.createDatabase();
        plan.control().prepare(database);
        Random random = new Random(seed);
        boolean livePayload = random.nextBoolean();
        Wire wire = new Wire("/" + database.name() + "/outbox", livePayload);
        try (Fleet fleet = new Fleet(program, relayEnvironment(database, livePayload), directory);
                Recorders recorders = new Recorders(servers.kafka().bootstrapServers(), servers.redisUrl());
                Writers writers = Writers.start(database, WRITERS, plan.pause(), random.nextLong())) {
            Scene scene = new Scene(
                    servers, database, fleet, writers.history(), recorders, random, plan.largeRows(), plan.outage());
            List<Episode> played = new ArrayList<>();
            scene.epochs().begin(System.currentTimeMillis());
            scene.epochs().add();
            recover(scene);
            while (episodes.hasNext() && scene.complaints().isEmpty()) {
                played.add(play(scene, episodes.next()));
            }
            return judge(scene, writers, wire, played);
        } finally {
            servers.forget(database);
        }
    }

    private Map<String, String> relayEnvironment(TestDatabase database, boolean livePayload) {
        Map<String, String> environment = servers.relay(database);
        if (plan.atLeastOnce()) {
            environment.put("OUTBOX_RELAY_DELIVERY", "at-least-once");
        }
        environment.put("OUTBOX_RELAY_LIVE_PAYLOAD", livePayload ? "full" : "thin");
        return environment;
    }

    private Episode play(Scene scene, List<Fault> faults) throws Exception {
        scene.epochs().begin(System.currentTimeMillis());
        List<Struck> struck = new ArrayList<>();
        for (Fault fault : faults) {
            scene.fleet().relay(); // one that died is started again, as a supervisor would, and the next fault meets it
            struck.add(scene.turn().strike(fault, faults.size() == 1, scene));
        }
        scene.turn().end();
        long ended = System.nanoTime();
        recover(scene);
        long recovered = System.nanoTime();
        Duration recovery = Duration.ofNanos(recovered - ended);
        say.accept("%s: recovered in %.1f s".formatted(struck, recovery.toMillis() / 1e3));
        return new Episode(struck, recovered, recovery);
    }

    /** Waits until both streams have an event that is committed now. */
    private void recover(Scene scene) {
        scene.fleet().relay();
        List<Fence> fences = new ArrayList<>();
        scene.expect("a writer commits", plan.patience(), () -> {
            try {
                fences.add(Fence.commit(scene.database().dataSource(), scene.history()));
                return true;
            } catch (SQLException e) {
                return false;
            }
        });
        for (Fence fence : fences) {
            scene.expect("recovery of both paths", plan.patience(), () -> {
                scene.fleet().relay(); // one that gave up is started again, as a supervisor would
                return scene.recorders().isInKafka(fence.id())
                        && scene.recorders().isInRedis(fence.id());
            });
        }
        scene.epochs().end(System.currentTimeMillis());
    }

    private RoundResult judge(Scene scene, Writers writers, Wire wire, List<Episode> played) throws SQLException {
        writers.close();
        Recorders recorders = scene.recorders();
        scene.expect("a subscription", plan.patience(), recorders.subscriber()::isSubscribed);
        Fence fence = Fence.commit(scene.database().dataSource(), scene.history());
        scene.expect("the last event in both streams and at the subscriber", plan.patience(), () -> {
            scene.fleet().relay();
            return recorders.isInKafka(fence.id())
                    && recorders.isInRedis(fence.id())
                    && recorders.subscriber().hasSeen(fence.id());
        });
        Truth truth = writers.settle();
        Judge judge = new Judge(wire, scene.kafkaExcuse(), scene.epochs(), plan.atLeastOnce());
        List<Verdict> verdicts = judge.judge(truth, fence, recorders.collect(plan.patience()));
        verdicts.forEach(verdict -> say.accept(verdict.toString()));
        List<String> complaints = new ArrayList<>(scene.complaints());
        complaints.addAll(unexpected(writers.failures(), played));
        complaints.forEach(say);
        return new RoundResult(
                List.copyOf(played), verdicts, complaints, writers.history().sha256());
    }

    /** Writers may fail only because their own database or session fails. */
    private static List<String> unexpected(List<Writers.Failure> failures, List<Episode> played) {
        return failures.stream()
                .filter(failure -> played.stream()
                        .filter(episode -> failure.nanos() - episode.untilNanos() <= 0)
                        .findFirst()
                        .map(Episode::faults)
                        .orElse(List.of())
                        .stream()
                        .map(Struck::fault)
                        .noneMatch(Fault::isFeltByWriters))
                .map(failure -> "a writer failed: " + failure.error())
                .distinct()
                .toList();
    }
}
