package io.dualstream.outbox.relay.app.reconcile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dualstream.outbox.relay.Relay;
import io.dualstream.outbox.relay.config.RelaySettings;
import io.dualstream.outbox.relay.status.DeadLetters;
import io.dualstream.outbox.relay.status.DeadLetters.DeadLetter;
import io.dualstream.outbox.relay.status.RelayStatus;
import io.dualstream.outbox.runtime.internal.StopSignal;
import io.dualstream.outbox.testkit.TestDatabase;
import io.dualstream.outbox.testkit.TestKafka;
import io.dualstream.outbox.testkit.TestRedis;
import io.dualstream.outbox.testkit.junit.OutboxServers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A reconciliation that follows a relay at work, with writers, dead letters and retention: its receipts add up. */
@OutboxServers
class FollowCommandTest {

    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final int WRITERS = 4;
    private static final int TRANSACTIONS = 150;
    private static final int SMALL_BYTES = 2_000;

    private final TestKafka kafka;
    private final TestDatabase database;
    private final TestRedis redis = TestRedis.start();
    private final RelaySettings settings;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final PrintStream realOut = System.out;

    FollowCommandTest(TestKafka kafka, TestDatabase database) {
        this.kafka = kafka;
        this.database = database;
        this.settings = RelaySettings.builder()
                .postgres(database.jdbcUrl(), database.username(), database.password())
                .name(database.name())
                .slot(database.name())
                .kafka(kafka.bootstrapServers())
                .topicPrefix(database.name() + ".")
                .redis(redis.url())
                .heartbeatInterval(Duration.ofMillis(100))
                .backoff(Duration.ofMillis(50), Duration.ofMillis(200))
                .retention(Duration.ofDays(7))
                .deadLetterPolicy(DeadLetters.Policy.PARK_KEY)
                .build();
    }

    @BeforeEach
    void takeOutput() {
        System.setOut(new PrintStream(out, true, UTF_8));
    }

    @AfterEach
    void giveBack() {
        System.setOut(realOut);
        redis.close();
    }

    @Test
    void theReceiptsAddUp(@TempDir Path folder) throws Exception {
        createSmallTopic();
        database.execute(
                "create table outbox.event_20200101 partition of outbox.event for values from ('2020-01-01Z') to ('2020-01-02Z')");
        Path file = folder.resolve("receipts.jsonl");
        StopSignal stop = new StopSignal();
        ExecutorService threads = Executors.newCachedThreadPool();
        try (Relay relay = Relay.builder(settings).build()) {
            relay.start();
            await().atMost(LIMIT).until(() -> relay.status().live().state() == RelayStatus.State.RUNNING);
            CompletableFuture<Boolean> follow = CompletableFuture.supplyAsync(() -> follow(file, stop), threads);
            await().atMost(LIMIT).until(() -> last(file).path("toXid").asLong(0) > 0);

            List<Future<?>> writers = new ArrayList<>();
            for (int writer = 0; writer < WRITERS; writer++) {
                Random random = new Random(writer);
                writers.add(threads.submit(() -> {
                    write(random);
                    return null;
                }));
            }
            database.execute(insertion("order", "A-old", "Old", "''", ", created_at", ", '2020-01-01 12:00Z'"));
            for (String letter : List.of("BIG1", "BIG2", "BIG3")) {
                database.execute(insertion("order", letter, letter, ballast(), "", ""));
                database.execute(insertion("order", letter, "after " + letter, "''", "", ""));
            }
            relay.deadLetters()
                    .edit(failed(relay, "BIG1"), DeadLetters.Edit.none().withPayload("{}"));
            relay.deadLetters().retry(failed(relay, "BIG1"));
            relay.deadLetters().discard(failed(relay, "BIG2"));
            for (Future<?> writer : writers) {
                writer.get();
            }
            await().atMost(LIMIT)
                    .until(() -> "0"
                            .equals(database.value(
                                    "select count(*) from outbox.event where created_at < '2021-01-01Z'")));
            long rows = Long.parseLong(
                    database.value("select count(*) from outbox.event where created_at > '2021-01-01Z'"));
            // BIG2 is discarded, BIG3 is open, and one is parked behind BIG3
            await().atMost(LIMIT)
                    .failFast("it ended because of a difference", follow::isDone)
                    .untilAsserted(() -> assertThat(List.of(
                                    sum(file, "/table") >= rows,
                                    last(file).path("pending").asLong(0),
                                    last(file).at("/deadLetters/unpublished").asLong(0),
                                    missing(file)))
                            .as("%s of %s", lines(file), rows)
                            .isEqualTo(List.of(true, 0L, 2L, 3L)));

            stop.give();
            assertThat(follow.get()).as("no difference, but told to stop").isFalse();
            for (JsonNode line : lines(file)) {
                assertThat(line.path("differences")).as("%s", line).isEmpty();
                assertThat(line.path("table").asLong(0))
                        .as("%s", line)
                        .isEqualTo(line.path("kafka").asLong(0) + letters(line));
                assertThat(line.path("table")).as("%s", line).isEqualTo(line.path("redis"));
            }
            assertThat(sum(file, "/table"))
                    .as("with or without the event that retention dropped")
                    .isBetween(rows, rows + 1);
            assertThat(missing(file)).isEqualTo(3);
        } finally {
            stop.give();
            threads.shutdown();
        }
        assertThat(lines(file)).hasSizeGreaterThan(3);
        assertThat(out.toString(UTF_8)).contains("The same.").doesNotContain("Different");
        ReceiptFile.Chain chain = ReceiptFile.verify(file, Seal.withoutKey());
        assertThat(chain.lines()).isEqualTo(lines(file).size());
        assertThat(chain.differing()).isZero();
    }

    @Test
    void endsAtTheFirstDifferenceIfToldSo(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("receipts.jsonl");
        database.execute("insert into outbox.lease (name, epoch, holder, published_xid)" + " select '" + settings.name()
                + "', 1, 'me', pg_snapshot_xmax(pg_current_snapshot())");
        StopSignal stopped = new StopSignal();
        stopped.give();
        assertThat(follow(file, stopped)).isFalse();
        database.execute(insertion("order", "A-1", "E", "''", "", ""));
        database.execute("update outbox.lease set published_xid = pg_snapshot_xmax(pg_current_snapshot())");

        assertThat(follow(file, new StopSignal())).as("ends by itself").isTrue();

        assertThat(last(file).path("differences").toString()).isEqualTo("{\"LOST\":1}");
        assertThat(out.toString(UTF_8)).contains("LOST kafka order ").contains("Different: {LOST=1}");
        assertThat(ReceiptFile.verify(file, Seal.withoutKey()).differing()).isEqualTo(1);
    }

    private boolean follow(Path file, StopSignal stop) {
        var options = new FollowCommand.Options(INTERVAL, true, false);
        try (ReceiptFile receipts = ReceiptFile.open(file, Seal.withoutKey())) {
            return new FollowCommand(Relay.reconciler(settings), receipts, options).run(stop);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Commits, rolls back, and now and then keeps a transaction open while other ones of its own commit. */
    private void write(Random random) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Connection open = database.dataSource().getConnection();
                Statement statement = connection.createStatement();
                Statement late = open.createStatement()) {
            connection.setAutoCommit(false);
            open.setAutoCommit(false);
            for (int i = 0; i < TRANSACTIONS; i++) {
                statement.execute(insertion("item", "K-" + random.nextInt(20), "E", "''", "", ""));
                if (random.nextInt(10) == 0) {
                    late.execute(insertion("item", "L-" + random.nextInt(20), "E", "''", "", ""));
                }
                if (random.nextInt(30) == 0) {
                    open.commit();
                }
                if (random.nextInt(10) == 0) {
                    connection.rollback();
                } else {
                    connection.commit();
                }
            }
            open.commit();
        }
    }

    private static String insertion(
            String aggregateType, String aggregateId, String eventType, String text, String column, String value) {
        return "insert into outbox.event (aggregate_type, aggregate_id, event_type, payload" + column + ") values ('"
                + aggregateType + "', '" + aggregateId + "', '" + eventType + "', to_json((" + text + ")::text)" + value
                + ")";
    }

    private static String ballast() {
        return "select string_agg(md5(random()::text), '') from generate_series(1, " + SMALL_BYTES * 10 / 32 + ")";
    }

    private void createSmallTopic() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.createTopics(Set.of(new NewTopic(settings.kafka().topicPrefix() + "order", 1, (short) 1)
                            .configs(Map.of("max.message.bytes", String.valueOf(SMALL_BYTES)))))
                    .all()
                    .get();
        }
    }

    private static long failed(Relay relay, String name) {
        Optional<DeadLetter> letter = await().atMost(LIMIT)
                .until(
                        () -> relay.deadLetters().list(0, 1000).stream()
                                .filter(each -> each.event().eventType().equals(name)
                                        && each.state() == DeadLetters.State.FAILED)
                                .findFirst(),
                        Optional::isPresent);
        return letter.orElseThrow().number();
    }

    private static long letters(JsonNode line) {
        return line.at("/deadLetters/open").asLong(0)
                + line.at("/deadLetters/parked").asLong(0)
                + line.at("/deadLetters/pending").asLong(0)
                + line.at("/deadLetters/discarded").asLong(0);
    }

    private static long sum(Path file, String field) throws IOException {
        return lines(file).stream().mapToLong(line -> line.at(field).asLong(0)).sum();
    }

    /** Number of events that Kafka has not got, in their own stretch or later. */
    private static long missing(Path file) throws IOException {
        return sum(file, "/table") - sum(file, "/kafka") - sum(file, "/deadLetters/retried");
    }

    private static JsonNode last(Path file) throws IOException {
        List<JsonNode> lines = lines(file);
        return lines.isEmpty() ? JsonMapper.shared().createObjectNode() : lines.get(lines.size() - 1);
    }

    private static List<JsonNode> lines(Path file) throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        String text = Files.readString(file);
        return text.substring(0, text.lastIndexOf('\n') + 1)
                .lines()
                .map(JsonMapper.shared()::readTree)
                .toList();
    }
}
