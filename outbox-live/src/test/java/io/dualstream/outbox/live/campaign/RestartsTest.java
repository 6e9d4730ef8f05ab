package io.dualstream.outbox.live.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.dualstream.outbox.live.LiveMessage;
import io.dualstream.outbox.testkit.RedisStreamReader;
import io.dualstream.outbox.testkit.SharedServers;
import io.dualstream.outbox.testkit.TestDatabase;
import io.dualstream.outbox.testkit.TestRedis;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/**
 * {@code -Drestarts} times one of relay, Redis and web server is killed (kill -9) and started again, while
 * {@code -Dclients} clients resume. Short in every build, 50 and 200 with {@code -Pcampaign}.
 */
class RestartsTest {

    private static final int RESTARTS = Integer.getInteger("restarts", 6);
    private static final int CLIENTS = Integer.getInteger("clients", 40);
    private static final long SEED = Long.getLong("seed", System.nanoTime() & 0xffff);
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Random random = new Random(SEED);

    @Test
    void everyClientHearsOfEachEventOnceOrIsToldToReload() throws IOException, SQLException, InterruptedException {
        TestDatabase database = SharedServers.postgres().createDatabase();
        int port = freePort();
        List<ResumingClient> clients = new ArrayList<>();
        // What Redis has answered is in its file when it is killed; with "always" also when the machine is.
        try (TestRedis redis = TestRedis.start(Map.of("appendonly", "yes", "appendfsync", "no"));
                Child relay = new Child(
                        RelayMain.class,
                        database.jdbcUrl(),
                        database.username(),
                        database.password(),
                        SharedServers.kafka().bootstrapServers(),
                        redis.url());
                Child server = new Child(ServerMain.class, Integer.toString(port), redis.url())) {
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(new ResumingClient(port, wish(i)));
            }
            LiveMessage.Position begun = new LiveMessage.Position(1, 0);
            await("every client", () -> clients.stream().allMatch(client -> client.hasReached(begun)));
            try (Load load = new Load(database.dataSource(), new Random(SEED))) {
                assertThat(load.isRunning()).isTrue();
                for (int i = 0; i < RESTARTS; i++) {
                    pause(1_500);
                    killOne(i, relay, redis, server);
                }
                pause(1_500);
            }
            List<LiveMessage.Event> truth = arrived(redis, database);
            LiveMessage.Position last = truth.get(truth.size() - 1).position();
            await("every client", () -> clients.stream().allMatch(client -> client.hasReached(last)));
            report(clients, truth);
        } finally {
            for (ResumingClient client : clients) {
                client.close();
            }
            SharedServers.postgres().dropDatabase(database);
        }
    }

    private void killOne(int turn, Child relay, TestRedis redis, Child server) throws IOException {
        switch (turn < 3 ? turn : random.nextInt(3)) {
            case 0 -> {
                server.kill();
                pause(500);
                server.restart();
            }
            case 1 -> {
                redis.kill();
                pause(500);
                redis.restart();
            }
            default -> {
                relay.kill();
                pause(500);
                relay.restart();
            }
        }
    }

    /** One aggregate, a type, everything, or a pattern. */
    private static String wish(int client) {
        return switch (client % 4) {
            case 0 -> "order/" + client / 4 % 10;
            case 1 -> "basket/*";
            case 2 -> "*/*";
            default -> "o*/*" + client / 4 % 10;
        };
    }

    /** Every committed event is in Redis, once: then these are the truth for the clients. */
    private static List<LiveMessage.Event> arrived(TestRedis redis, TestDatabase database) throws SQLException {
        Set<String> committed = new HashSet<>();
        try (Connection connection = database.dataSource().getConnection();
                ResultSet rows = connection.createStatement().executeQuery("select id::text from outbox.event")) {
            while (rows.next()) {
                committed.add(rows.getString(1));
            }
        }
        await("all " + committed.size() + " events in Redis", () -> read(redis).size() >= committed.size());
        List<LiveMessage.Event> truth = read(redis);
        assertThat(truth)
                .extracting(LiveMessage.Event::id)
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(committed);
        return truth;
    }

    private static List<LiveMessage.Event> read(TestRedis redis) {
        List<LiveMessage.Event> events = new ArrayList<>();
        for (String type : List.of("order", "basket")) {
            for (RedisStreamReader.Entry entry :
                    RedisStreamReader.of(redis.url(), "outbox:stream:" + type).all()) {
                String json = Objects.requireNonNull(entry.fields().get("event"));
                events.add(new LiveMessage.Event(
                        Objects.requireNonNull(LiveMessage.Position.parse(entry.id())),
                        type,
                        attribute(json, "subject"),
                        attribute(json, "type"),
                        attribute(json, "id"),
                        json));
            }
        }
        events.sort(Comparator.comparing(LiveMessage.Event::position));
        return events;
    }

    private static String attribute(String json, String name) {
        int from = json.indexOf("\"" + name + "\":\"") + name.length() + 4;
        return json.substring(from, json.indexOf('"', from));
    }

    private static void report(List<ResumingClient> clients, List<LiveMessage.Event> truth)
            throws IOException, InterruptedException {
        int events = 0;
        int resets = 0;
        int connects = 0;
        for (ResumingClient client : clients) {
            int[] heard = client.judge(truth);
            events += heard[0];
            resets += heard[1];
            connects += client.connects();
        }
        String line = String.format(
                "Live clients, seed %d: %d restarts, %d clients, %d connects, %d events committed, %d heard:"
                        + " 0 missed, 0 twice, 0 out of order; %d resets%n",
                SEED, RESTARTS, CLIENTS, connects, truth.size(), events, resets);
        System.out.print(line);
        Files.writeString(
                Path.of("target", "campaign.txt"), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        assertThat(events).isGreaterThan(truth.size());
        assertThat(resets)
                .as("resets: two for each client when it begins, and hardly any for one that resumes, seed " + SEED)
                .isLessThanOrEqualTo(2 * CLIENTS + connects / 10);
    }

    private void pause(int atMostMillis) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(atMostMillis) + 1L));
    }

    private static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime())
                    .as("waited " + PATIENCE + " for " + what + ", seed " + SEED)
                    .isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
