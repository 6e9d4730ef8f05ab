package io.dualstream.outbox.relay.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.dualstream.outbox.testkit.TestDatabase;
import io.dualstream.outbox.testkit.TestKafka;
import io.dualstream.outbox.testkit.TestPostgres;
import io.dualstream.outbox.testkit.TestRedis;
import io.dualstream.outbox.testkit.junit.OutboxServers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** How the process tells people of what it cannot mend, and of what it waits for. */
@OutboxServers
class RelayFailureIT {

    private static final Pattern RETRIES =
            Pattern.compile("^outbox_relay_retries_total\\{path=\"(durable|live)\"} (\\d+)", Pattern.MULTILINE);
    private static final int MANY = 4;

    @Test
    void exitsWithThreeWhenThePathFailedForGood(TestDatabase database, TestKafka kafka) throws Exception {
        Path tests = Path.of(Unloadable.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        try (RelayProcess relay = RelayProcess.builder()
                .jvmArguments("-XX:TieredStopAtLevel=1", "-Xbootclasspath/a:" + tests)
                .postgres(database.jdbcUrl(), database.username(), database.password())
                .kafka(kafka.bootstrapServers())
                .environment("OUTBOX_RELAY_NAME", database.name())
                .environment("OUTBOX_RELAY_POSTGRES_SLOT", database.name())
                .arguments("--outbox.relay.kafka.properties.partitioner.class=" + Unloadable.class.getName())
                .start()) {
            assertThat(relay.awaitExit()).as(relay.log()).isEqualTo(3);
            assertThat(lines(relay, "ERROR")).hasSize(2);
            assertThat(lines(relay, "ERROR"))
                    .first()
                    .asString()
                    .contains(
                            "An error occurred in thread outbox-relay-durable; this JVM cannot run the thread's code");
            assertThat(lines(relay, "ERROR"))
                    .last()
                    .asString()
                    .contains("Durable path failed: ", "no such luck", "restart the relay");
        }
    }

    @Test
    void saysOnceThatItWaitsForRedisAndForPostgres() {
        try (TestPostgres postgres = TestPostgres.start();
                TestRedis redis = TestRedis.start();
                TestKafka kafka = TestKafka.start();
                RelayProcess relay =
                        on(postgres.createDatabase(), kafka, redis).start().awaitReady()) {
            redis.kill();
            awaitRetries(relay, "live", MANY);
            redis.restart();
            awaitRunning(relay, "Live", 2);
            assertThat(lines(relay, "WARN|ERROR")).singleElement().asString().contains("Live path waiting: Redis");

            postgres.stopImmediately();
            relay.awaitLog("Durable path waiting");
            postgres.restart();
            awaitRunning(relay, "Durable", 2);
            awaitRunning(relay, "Live", 3);
            assertThat(lines(relay, "WARN|ERROR"))
                    .filteredOn(line -> line.contains("Durable path waiting"))
                    .hasSize(1);
            assertThat(lines(relay, "WARN|ERROR")).as(relay.log()).hasSize(3);
        }
    }

    @Test
    void saysOnceThatItWaitsForKafka() {
        try (TestPostgres postgres = TestPostgres.start();
                TestRedis redis = TestRedis.start();
                TestKafka kafka = TestKafka.start()) {
            kafka.stop();
            try (RelayProcess relay = on(postgres.createDatabase(), kafka, redis)
                    .arguments("--outbox.relay.kafka.properties.default.api.timeout.ms=600")
                    .arguments("--outbox.relay.kafka.properties.request.timeout.ms=500")
                    .start()) {
                relay.awaitLog("Durable path waiting");
                awaitRetries(relay, "durable", MANY);
                kafka.restart();
                awaitRunning(relay, "Durable", 1);
                assertThat(lines(relay, "WARN|ERROR"))
                        .singleElement()
                        .asString()
                        .contains("Durable path waiting: ");
            }
        }
    }

    private static RelayProcess.Builder on(TestDatabase database, TestKafka kafka, TestRedis redis) {
        return RelayProcess.builder()
                .jvmArguments("-XX:TieredStopAtLevel=1")
                .postgres(database.jdbcUrl(), database.username(), database.password())
                .kafka(kafka.bootstrapServers())
                .redis(redis.url())
                .environment("OUTBOX_RELAY_BACKOFF_MAX", "300ms");
    }

    private static void awaitRetries(RelayProcess relay, String path, int atLeast) {
        Awaitility.await().atMost(Duration.ofMinutes(3)).until(() -> {
            Matcher retries = RETRIES.matcher(relay.get("/metrics").body());
            while (retries.find()) {
                if (retries.group(1).equals(path)) {
                    return Integer.parseInt(retries.group(2)) >= atLeast;
                }
            }
            return false;
        });
    }

    private static void awaitRunning(RelayProcess relay, String path, int times) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(3))
                .until(() -> relay.log()
                                .lines()
                                .filter(line -> line.contains(path + " path running"))
                                .count()
                        >= times);
    }

    private static List<String> lines(RelayProcess relay, String level) {
        Pattern ofLevel = Pattern.compile("^\\S+ +(" + level + ") .*");
        return relay.log()
                .lines()
                .filter(line -> ofLevel.matcher(line).matches())
                .toList();
    }
}
