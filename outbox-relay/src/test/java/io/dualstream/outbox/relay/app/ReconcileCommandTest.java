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
                .contains(
                        "1 event in the table, 0 of them in Kafka, no Redis to compare with",
                        "1 time pending",
                        "The same, but for what is pending.");
    }

    @Test
    void saysThatDeadLettersAreMissing() throws SQLException {
        database.execute(
                "insert into outbox.event (xid, aggregate_type, aggregate_id, event_type) select '3', 'order', 'A-' || n, 'E'"
                        + " from generate_series(1, 3) n;"
                        + "insert into outbox.lease (name, epoch, holder, published_xid) values ('outbox', 1, 'me', '4');"
                        + "insert into outbox.dead_letter (relay, seq, id, aggregate_type, aggregate_id, event_type, headers,"
                        + " created_at, state, lane, blocks, reason, attempts, passed, resolved_at)"
                        + " select 'outbox', seq, id, aggregate_type, aggregate_id, event_type, '{}', created_at,"
                        + " case seq when 2 then 'discarded' else 'failed' end, aggregate_id, 'key', 'too large', 1, true,"
                        + " case seq when 2 then clock_timestamp() end from outbox.event");

        assertThat(run()).as(err.toString(UTF_8)).isZero();
        assertThat(out.toString(UTF_8)).contains("The same, but for 2 open and 1 discarded dead letters.");
        out.reset();
        database.execute("delete from outbox.dead_letter where seq < 3");
        assertThat(run("--json")).isEqualTo(1);
        JsonNode report = JsonMapper.shared().readTree(out.toString(UTF_8));
        assertThat(report.at("/deadLetters/open").asInt()).isEqualTo(1);
        assertThat(report.at("/counts/LOST").asInt()).isEqualTo(2);
        assertThat(report.at("/inRedis").isNull()).isTrue();
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
                .contains(
                        "cannot reconcile: PostgreSQL at jdbc:postgresql://127.0.0.1:1/none: Connection to 127.0.0.1:1 refused");
    }

    private int run(String... options) {
        List<String> arguments = new ArrayList<>(List.of(
                "--outbox.relay.postgres.url=" + database.jdbcUrl(),
                "--outbox.relay.postgres.username=" + database.username(),
                "--outbox.relay.postgres.password=" + database.password(),
                "--outbox.relay.kafka.bootstrap-servers=" + kafka.bootstrapServers(),
                "--outbox.relay.kafka.topic-prefix=" + database.name() + "."));
        if (List.of(options).toString().contains("postgres.url")) {
            arguments.remove(0);
        }
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
