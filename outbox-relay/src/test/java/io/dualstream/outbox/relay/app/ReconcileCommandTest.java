package io.dualstream.outbox.relay.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.dualstream.outbox.testkit.TestDatabase;
import io.dualstream.outbox.testkit.TestKafka;
import io.dualstream.outbox.testkit.junit.OutboxServers;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Exit codes and output; what it finds is the business of ReconcileTest. */
@OutboxServers
class ReconcileCommandTest {

    private final TestKafka kafka;
    private final TestDatabase database;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    ReconcileCommandTest(TestKafka kafka, TestDatabase database) {
        this.kafka = kafka;
        this.database = database;
    }

    @Test
    void saysThatNothingDiffers() throws SQLException {
        database.execute(
                "insert into outbox.event (aggregate_type, aggregate_id, event_type) values ('order', 'A-1', 'E')");

        assertThat(run()).as(err.toString(UTF_8)).isZero();
        assertThat(out.toString(UTF_8))
                .endsWith(": 1 event in the table, 0 of them in Kafka; no Redis\n1 time pending\n"
                        + "No difference, but for what is pending." + System.lineSeparator());
    }

    @Test
    void saysThatThereAreDeadLetters() throws SQLException {
        database.execute(
                "insert into outbox.event (aggregate_type, aggregate_id, event_type) values ('order', 'A-1', 'E'), ('order', 'A-1', 'E'),"
                        + " ('order', 'A-1', 'E'); insert into outbox.dead_letter (relay, seq, id, aggregate_type, aggregate_id, event_type,"
                        + " headers, created_at, state, resolved_at, lane, blocks, reason, attempts)"
                        + " select 'outbox', seq, id, 'order', 'A-1', 'E', '{}', created_at,"
                        + " case seq when 1 then 'discarded' when 2 then 'failed' else 'parked' end,"
                        + " case seq when 1 then now() end, 'A-1', 'key', 'too large', 1 from outbox.event");

        assertThat(run()).as(err.toString(UTF_8)).isZero();
        assertThat(out.toString(UTF_8))
                .contains("3 events in the table", "\n3 times pending, 2 dead letters open, 1 dead letter discarded\n")
                .endsWith("No difference, but for what is pending and dead letters." + System.lineSeparator());
        run("--json");
        assertThat(out.toString(UTF_8)).contains("\"inRedis\":null", "\"openLetters\":2", "\"discardedLetters\":1");
    }

    @Test
    void saysInJsonWhatIsLost() throws SQLException {
        database.execute(
                "insert into outbox.event (xid, aggregate_type, aggregate_id, event_type) values ('3', 'order', 'A-1', 'E');"
                        + "insert into outbox.lease (name, epoch, holder, settled_xid) values ('outbox', 1, 'me', '4')");

        assertThat(run("--json", "--from", "2020-01-01T00:00:00Z", "--to=2999-01-01T00:00:00Z"))
                .isEqualTo(1);
        JsonNode report = JsonMapper.shared().readTree(out.toString(UTF_8));
        assertThat(report.at("/counts/LOST").asInt()).isEqualTo(1);
        assertThat(report.at("/differences/0/where").asString()).isEqualTo("seq 1");
        assertThat(report.at("/from").asString()).isEqualTo("2020-01-01T00:00:00Z");
    }

    @Test
    void saysWhyItCannotTell() {
        assertThat(run("--from", "yesterday")).isEqualTo(2);
        assertThat(err.toString(UTF_8)).startsWith("outbox-relay: a range is --from 2026-03-01T00:00:00Z");
        assertThat(run("--from-seq=1", "--to-seq=9")).isEqualTo(2);
        assertThat(err.toString(UTF_8)).contains("the table has no event with seq 1 to 9");
        assertThat(run("--form=1")).isEqualTo(2);
        assertThat(err.toString(UTF_8)).contains("--form is not an option of reconcile");
        assertThat(run("--outbox.relay.postgres.url=jdbc:postgresql://127.0.0.1:1/none"))
                .isEqualTo(2);
        assertThat(err.toString(UTF_8))
                .contains("cannot reconcile: PostgreSQL at jdbc:postgresql://127.0.0.1:1/none: Connection to");
        assertThat(run("--outbox.relay.kafka.bootstrap-servers=nobody.invalid:1"))
                .isEqualTo(2);
        assertThat(err.toString(UTF_8))
                .contains(
                        "cannot reconcile: Kafka at nobody.invalid:1: ",
                        "; the address comes from outbox.relay.kafka.bootstrap-servers (OUTBOX_RELAY_KAFKA_BOOTSTRAP_SERVERS)");
        assertThat(run("--outbox.relay.redis.url=redis://relay:sesame@127.0.0.1:1/0"))
                .isEqualTo(2);
        assertThat(err.toString(UTF_8))
                .contains(
                        "cannot reconcile: Redis at 127.0.0.1:1: ",
                        "; the address comes from outbox.relay.redis.url (OUTBOX_RELAY_REDIS_URL)")
                .doesNotContain("sesame");
    }

    private int run(String... options) {
        List<String> arguments = new ArrayList<>(List.of(
                "--outbox.relay.postgres.url=" + database.jdbcUrl(),
                "--outbox.relay.postgres.username=" + database.username(),
                "--outbox.relay.postgres.password=" + database.password(),
                "--outbox.relay.kafka.bootstrap-servers=" + kafka.bootstrapServers(),
                "--outbox.relay.kafka.topic-prefix=" + database.name() + "."));
        arguments.removeIf(argument -> Stream.of(options)
                .anyMatch(option -> option.startsWith(argument.substring(0, argument.indexOf('=') + 1))));
        arguments.addAll(List.of(options));
        PrintStream realOut = System.out;
        PrintStream realErr = System.err;
        System.setOut(new PrintStream(out, true, UTF_8));
        System.setErr(new PrintStream(err, true, UTF_8));
        try {
            return ReconcileCommand.run(arguments, RelayApplication.application(ReconcileCommand.Nothing.class));
        } finally {
            System.setOut(realOut);
            System.setErr(realErr);
        }
    }
}
