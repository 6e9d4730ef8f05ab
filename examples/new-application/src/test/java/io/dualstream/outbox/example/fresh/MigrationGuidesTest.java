package io.dualstream.outbox.example.fresh;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.dualstream.outbox.testkit.TestDatabase;
import io.dualstream.outbox.testkit.junit.OutboxServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** Executes the SQL of the migration guides, block by block, on a real PostgreSQL. */
@OutboxServers
class MigrationGuidesTest {

    private static final Pattern SQL = Pattern.compile("(?ms)^```sql\n(.*?)^```$");

    /** Counts the inserts ('I') that pgoutput has sent so far for the publication. */
    private static final String DECODED_INSERTS = """
            select count(*) from pg_logical_slot_peek_binary_changes('debezium', null, null,
              'proto_version', '1', 'publication_names', 'dbz_publication')
            where get_byte(data, 0) = ascii('I')
            """;

    @Test
    void fromDebeziumsEventRouter(TestDatabase shop) throws IOException {
        JdbcTemplate jdbc = new JdbcTemplate(shop.dataSource());
        List<String> sql = blocks("migrating-from-debezium-event-router.md");
        run(jdbc, sql.get(0));
        run(jdbc, "create publication dbz_publication for table outboxevent");
        run(jdbc, "select pg_create_logical_replication_slot('debezium', 'pgoutput')");
        String insert = """
                insert into outboxevent values ('%s', 'order', '4711', 'OrderPlaced', '{"item": "kite"}')
                """;

        run(jdbc, insert.formatted("00000000-0000-0000-0000-000000000001"));
        run(jdbc, sql.get(1)); // the cut
        int inserted = jdbc.update(insert.formatted("00000000-0000-0000-0000-000000000002"));

        assertThat(inserted).as("what an ORM wants to hear").isEqualTo(1);
        assertThat(count(jdbc, DECODED_INSERTS)).as("seen by Debezium").isEqualTo(1);
        assertThat(recorded(jdbc))
                .containsExactly("00000000-0000-0000-0000-000000000002 order 4711 OrderPlaced {\"item\": \"kite\"} -");

        assertThat(jdbc.queryForList(sql.get(2))).isEmpty(); // nothing that would be refused
        assertThat(jdbc.queryForList(sql.get(3))).hasSize(1); // how far Debezium is

        run(jdbc, sql.get(5)); // back
        run(jdbc, insert.formatted("00000000-0000-0000-0000-000000000003"));
        assertThat(count(jdbc, DECODED_INSERTS)).as("seen by Debezium").isEqualTo(2);
        assertThat(count(jdbc, "select count(*) from outbox.event")).isEqualTo(1);

        run(
                jdbc,
                "create trigger outboxevent_to_outbox after insert on outboxevent"
                        + " for each row execute function outboxevent_to_outbox()");
        run(jdbc, sql.get(4)); // the end
        assertThat(count(jdbc, "select count(*) from pg_replication_slots where slot_name = 'debezium'"))
                .isZero();
    }

    @Test
    void fromAPollingOutbox(TestDatabase shop) throws IOException {
        JdbcTemplate jdbc = new JdbcTemplate(shop.dataSource());
        List<String> sql = blocks("migrating-from-a-polling-outbox.md");
        run(jdbc, sql.get(0));
        String insert = """
                insert into outbox_message (topic, message_key, message_type, payload)
                values ('order', '4711', 'OrderPlaced', '{"item": "kite"}')
                """;

        run(jdbc, insert);
        run(jdbc, sql.get(1)); // the cut
        run(jdbc, insert);

        assertThat(jdbc.queryForList("select id from outbox_message where sent_at is null", Long.class))
                .as("left to the poller")
                .containsExactly(1L);
        assertThat(recorded(jdbc))
                .singleElement()
                .asString()
                .endsWith(" order 4711 OrderPlaced {\"item\": \"kite\"} {\"messageid\": \"2\"}");
        assertThat(jdbc.queryForList(sql.get(2))).isEmpty(); // nothing that would be refused
        assertThat(count(jdbc, sql.get(3))).isEqualTo(1);

        run(jdbc, sql.get(5)); // back
        run(jdbc, insert);
        assertThat(count(jdbc, sql.get(3))).as("all are the poller's again").isEqualTo(3);
        assertThat(count(jdbc, "select count(*) from outbox.event")).isZero();

        run(
                jdbc,
                "create trigger message_to_outbox before insert on outbox_message"
                        + " for each row execute function message_to_outbox()");
        run(jdbc, sql.get(4)); // the end
    }

    @Test
    void fromSpringModulith(TestDatabase shop) throws IOException {
        JdbcTemplate jdbc = new JdbcTemplate(shop.dataSource());
        List<String> sql = blocks("migrating-from-spring-modulith.md");
        run(jdbc, sql.get(0));
        String insert = """
                insert into event_publication (id, listener_id, event_type, serialized_event, publication_date, completion_date)
                values (gen_random_uuid(), '%s', 'com.example.shop.OrderPlaced', '{"orderId":"%s"}', now(), %s)
                """;
        String externalizer =
                "org.springframework.modulith.events.support.DelegatingEventExternalizer.externalize(java.lang.Object)";
        run(jdbc, insert.formatted(externalizer, "sent", "now()"));
        run(jdbc, insert.formatted(externalizer, "left", "null"));
        run(jdbc, insert.formatted("com.example.shop.Stock.on(com.example.shop.OrderPlaced)", "module", "null"));

        assertThat(jdbc.queryForList(sql.get(1))).hasSize(1);
        run(jdbc, sql.get(2)); // move what was left

        assertThat(recorded(jdbc))
                .singleElement()
                .asString()
                .endsWith(" orders left OrderPlaced {\"orderId\":\"left\"} -");
        assertThat(jdbc.queryForList(sql.get(1))).isEmpty();

        run(jdbc, sql.get(3)); // clean up
        assertThat(jdbc.queryForList("select listener_id from event_publication", String.class))
                .containsExactly("com.example.shop.Stock.on(com.example.shop.OrderPlaced)");
    }

    private static List<String> blocks(String guide) throws IOException {
        return SQL.matcher(Files.readString(Path.of("../../docs").resolve(guide)))
                .results()
                .map((MatchResult block) -> block.group(1))
                .toList();
    }

    private static List<String> recorded(JdbcTemplate jdbc) {
        return jdbc.queryForList(
                "select concat_ws(' ', id, aggregate_type, aggregate_id, event_type, payload, coalesce(headers::text, '-'))"
                        + " from outbox.event order by seq",
                String.class);
    }

    private static void run(JdbcTemplate jdbc, String sql) {
        jdbc.execute(sql);
    }

    private static long count(JdbcTemplate jdbc, String sql) {
        return requireNonNull(jdbc.queryForObject(sql, Long.class));
    }
}
