package io.dualstream.outbox.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.dualstream.outbox.db.InboxMigrations;
import io.dualstream.outbox.testkit.SharedServers;
import io.dualstream.outbox.testkit.TestDatabase;
import io.dualstream.outbox.testkit.TestKafka;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Eight consumers of one group, in four processes that are killed, stopped and replaced at random while events come, a third of them
 * more than once: each event has one effect. {@code -DinboxSeconds=600} makes it longer, {@code -Dseed=…} follows an earlier run.
 */
class InboxKillTest {

    static final String TOPIC = "counted";

    private static final int PARTITIONS = 16;
    private static final int PROCESSES = 4;

    /** So that a kill finds its victim at work. */
    private static final int BACKLOG = 2_000;

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration BETWEEN_KILLS = Duration.ofSeconds(2);

    private final long seed = Long.getLong("seed", System.nanoTime() % 100_000);
    private final Random random = new Random(seed);
    private final TestDatabase database = SharedServers.postgres().createEmptyDatabase();
    private final JdbcTemplate jdbc = new JdbcTemplate(database.dataSource());
    private final TestKafka kafka = TestKafka.start(Map.of("group.min.session.timeout.ms", "1000"));
    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void stop() {
        processes.forEach(Process::destroyForcibly);
        kafka.close();
        SharedServers.postgres().dropDatabase(database);
    }

    @Test
    void eachEventHasOneEffectWhateverBecomesOfItsConsumers() throws Exception {
        Effects effects = run(true, Duration.ofSeconds(Integer.getInteger("inboxSeconds", 14)));

        assertThat(effects.lost()).as(effects.toString()).isZero();
        assertThat(effects.doubled()).as(effects.toString()).isZero();
    }

    /** The control: without an inbox the same is not enough. */
    @Test
    void withoutAnInboxEventsHaveMoreEffectsThanOne() throws Exception {
        Effects effects = run(false, Duration.ofSeconds(6));

        assertThat(effects.lost()).as(effects.toString()).isZero();
        assertThat(effects.doubled()).as(effects.toString()).isPositive();
    }

    private record Effects(long seed, int kills, int stops, int events, int records, long rows, long distinct) {

        long lost() {
            return events - distinct;
        }

        long doubled() {
            return rows - distinct;
        }
    }

    private Effects run(boolean withInbox, Duration duration) throws Exception {
        InboxMigrations.migrate(database.dataSource(), "inbox");
        jdbc.execute("create table effect (event text)");
        int kills = 0;
        int stops = 0;
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
                var producer = new DuplicatingProducer(kafka.bootstrapServers(), PARTITIONS, random)) {
            admin.createTopics(List.of(new NewTopic(TOPIC, PARTITIONS, (short) 1)))
                    .all()
                    .get();
            Progress progress = new Progress(admin, "counting", TOPIC, PARTITIONS);
            progress.awaitLeaders();
            for (int n = 0; n < PROCESSES; n++) {
                processes.add(start(withInbox));
            }
            long begun = System.nanoTime();
            while (System.nanoTime() - begun < duration.toNanos()) {
                long round = System.nanoTime();
                Process victim = processes.get(random.nextInt(PROCESSES));
                while (victim.isAlive() && System.nanoTime() - round < BETWEEN_KILLS.toNanos()) {
                    if (producer.events() - count() < BACKLOG) {
                        producer.send(100);
                    } else {
                        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
                    }
                }
                boolean orderly = random.nextInt(3) == 0;
                if (orderly) {
                    victim.destroy();
                    stops++;
                } else {
                    victim.destroyForcibly();
                    kills++;
                }
                Collections.replaceAll(processes, victim, start(withInbox));
            }
            progress.awaitEnd(PATIENCE);
            Map<String, Object> found =
                    jdbc.queryForMap("select count(*) as rows, count(distinct event) as events from effect");
            var effects = new Effects(
                    seed,
                    kills,
                    stops,
                    producer.events(),
                    producer.records(),
                    (long) Objects.requireNonNull(found.get("rows")),
                    (long) Objects.requireNonNull(found.get("events")));
            System.out.println((withInbox ? "With inbox: " : "Without: ") + effects);
            return effects;
        }
    }

    private Process start(boolean withInbox) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx96m",
                        "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ConsumerProcess.class.getName(),
                        kafka.bootstrapServers(),
                        database.jdbcUrl(),
                        Boolean.toString(withInbox))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private long count() {
        return Objects.requireNonNull(jdbc.queryForObject("select count(*) from effect", Long.class));
    }
}
