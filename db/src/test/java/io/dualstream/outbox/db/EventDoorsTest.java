package io.dualstream.outbox.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.PGConnection;

/** The ways plain SQL records events. */
class EventDoorsTest {

    private static final String ROWS =
            "select concat_ws('|', aggregate_type, aggregate_id, event_type, key, dataschema, "
                    + "content_type, headers, payload, payload_binary) from outbox.event order by seq";

    @ParameterizedTest
    @EnumSource(ServerVersion.class)
    void insertNeedsFourColumnsAndTheDatabaseGivesTheRest(ServerVersion version) {
        DataSource database = migrated(version);

        Sql.execute(
                database,
                "insert into outbox.event (aggregate_type, aggregate_id, event_type, payload) "
                        + "values ('order', 'A-1', 'OrderPlaced', '{ \"b\": 1.0,  \"a\":2}'), "
                        + "('order', 'A-2', 'OrderPlaced', '{}')");

        assertThat(Sql.query(database, ROWS))
                .containsExactly("order|A-1|OrderPlaced|{ \"b\": 1.0,  \"a\":2}", "order|A-2|OrderPlaced|{}");
        assertThat(Sql.query(database, "select id from outbox.event"))
                .map(UUID::fromString)
                .doesNotHaveDuplicates()
                .allSatisfy(id -> assertThat(id.version()).isEqualTo(7))
                .allSatisfy(id -> assertThat(id.variant()).isEqualTo(2));
        assertThat(
                        Sql.query(
                                database,
                                "select abs(extract(epoch from created_at) * 1000 - "
                                        + "('x' || left(replace(id::text, '-', ''), 12))::bit(48)::bigint) < 1000 from outbox.event"))
                .containsOnly("t");
    }

    @ParameterizedTest
    @EnumSource(ServerVersion.class)
    void copyRecordsOneEventPerLine(ServerVersion version) throws Exception {
        DataSource database = migrated(version);

        try (var connection = database.getConnection()) {
            connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn(
                            "copy outbox.event (aggregate_type, aggregate_id, event_type, payload) from stdin (format csv)",
                            new StringReader("order,A-1,OrderPlaced,{}\norder,A-2,OrderPlaced,\n"));
        }

        assertThat(Sql.query(database, ROWS)).containsExactly("order|A-1|OrderPlaced|{}", "order|A-2|OrderPlaced");
        assertThat(Sql.query(database, "select count(distinct xid) from outbox.event"))
                .containsExactly("1");
    }

    @ParameterizedTest
    @EnumSource(ServerVersion.class)
    void publishRecordsTheEventWhateverTheCallersPathAndReturnsItsId(ServerVersion version) throws Exception {
        DataSource database = migrated(version);

        try (var connection = database.getConnection()) {
            Sql.execute(connection, "create temporary table event (like outbox.event)");
            assertThat(Sql.query(
                            connection,
                            "select outbox.publish('order', 'A-1', 'OrderPlaced', '{}', "
                                    + "id => 'f47ac10b-58cc-4372-a567-0e02b2c3d479')"))
                    .containsExactly("f47ac10b-58cc-4372-a567-0e02b2c3d479");
            Sql.query(
                    connection,
                    "select outbox.publish('order', 'A-2', 'OrderPlaced', headers => '{\"tenant\": \"7\"}', key => 'K', "
                            + "dataschema => 'urn:x', content_type => 'avro/binary', payload_binary => '\\x00ff')");
        }

        assertThat(Sql.query(database, ROWS))
                .containsExactly(
                        "order|A-1|OrderPlaced|{}",
                        "order|A-2|OrderPlaced|K|urn:x|avro/binary|{\"tenant\": \"7\"}|\\x00ff");
    }

    private static DataSource migrated(ServerVersion version) {
        DataSource database = version.createDatabase();
        OutboxMigrations.migrate(database, "outbox");
        return database;
    }
}
