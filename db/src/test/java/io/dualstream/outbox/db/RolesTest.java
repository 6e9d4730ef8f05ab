package io.dualstream.outbox.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;

class RolesTest {

    private static final String FOUR_COLUMNS = "outbox.event (aggregate_type, aggregate_id, event_type, payload)";
    private static final String INSERT = "insert into " + FOUR_COLUMNS + " values ('order', 'A-1', 'E', '{}')";

    @ParameterizedTest
    @EnumSource(ServerVersion.class)
    void thePublisherInsertsAndNothingElse(ServerVersion version) throws Exception {
        try (Connection publisher = connect(withRoles(version), "outbox_publisher")) {
            Sql.execute(publisher, INSERT);
            Sql.query(publisher, "select outbox.publish('order', 'A-1', 'E', '{}', key => 'k')");
            publisher
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("copy " + FOUR_COLUMNS + " from stdin (format csv)", new StringReader("order,A-1,E,{}"));

            for (String refused : List.of(
                    "select payload from outbox.event",
                    "update outbox.event set payload = null",
                    "delete from outbox.event",
                    "truncate outbox.event",
                    "select * from outbox.event_default",
                    "insert into outbox.event_default (aggregate_type, aggregate_id, event_type) values ('a', 'b', 'c')",
                    "insert into outbox.event (xid, aggregate_type, aggregate_id, event_type) values ('3', 'a', 'b', 'c')",
                    "insert into outbox.event (seq, aggregate_type, aggregate_id, event_type) "
                            + "overriding system value values (1, 'a', 'b', 'c')",
                    "insert into outbox.event (created_at, aggregate_type, aggregate_id, event_type) "
                            + "values (now(), 'a', 'b', 'c')",
                    "select outbox.create_partitions()",
                    "select * from outbox.lease",
                    "select * from outbox.dead_letter",
                    "select outbox.discard_dead_letter(1)",
                    "create table outbox.mine ()")) {
                assertThatThrownBy(() -> Sql.execute(publisher, refused))
                        .as(refused)
                        .hasMessageContaining("permission denied");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(ServerVersion.class)
    void theRelayReadsHoldsTheLeaseAndMakesPartitions(ServerVersion version) throws Exception {
        DataSource database = withRoles(version);
        try (Connection relay = connect(database, "outbox_relay")) {
            Sql.query(relay, "select count(*) from outbox.event");
            Sql.execute(relay, "insert into outbox.lease (name, epoch, holder) values ('relay', 1, 'me')");
            Sql.execute(relay, "update outbox.lease set epoch = epoch + 1");
            assertThat(Sql.query(relay, "select outcome from outbox.create_partitions(8)"))
                    .contains("created");

            for (String refused : List.of(
                    INSERT,
                    "update outbox.event set payload = null",
                    "delete from outbox.event",
                    "delete from outbox.lease",
                    "create table outbox.mine ()")) {
                assertThatThrownBy(() -> Sql.execute(relay, refused))
                        .as(refused)
                        .hasMessageContaining("permission denied");
            }
        }
        assertThat(
                        Sql.query(
                                database,
                                "select distinct relowner::regrole from pg_class where relname like 'event\\_2%' and relkind = 'r'"))
                .containsExactly("outbox_owner");
    }

    @ParameterizedTest
    @EnumSource(ServerVersion.class)
    void theLiveReaderReads(ServerVersion version) throws Exception {
        try (Connection reader = connect(withRoles(version), "outbox_live_reader")) {
            Sql.query(reader, "select payload from outbox.event");

            for (String refused : List.of(INSERT, "delete from outbox.event", "delete from outbox.lease")) {
                assertThatThrownBy(() -> Sql.execute(reader, refused))
                        .as(refused)
                        .hasMessageContaining("permission denied");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(ServerVersion.class)
    void theOperatorLooksAfterDeadLettersAndNothingElse(ServerVersion version) throws Exception {
        DataSource database = withRoles(version);
        Sql.execute(
                database,
                "set role outbox_relay; insert into outbox.dead_letter (relay, seq, id, aggregate_type, aggregate_id,"
                        + " event_type, headers, created_at, state, lane, blocks, reason, attempts) select 'outbox', n,"
                        + " gen_random_uuid(), 'order', 'A-1', 'E', '{}', now(), case n when 2 then 'parked' else 'failed' end,"
                        + " 'A-1', 'key', 'too large', 1 from generate_series(1, 3) n; reset role");
        try (Connection operator = connect(database, "outbox_operator")) {
            Sql.query(operator, "select outbox.edit_dead_letter(1, payload => '{\"n\": 1}', topic => 'other')");
            Sql.query(operator, "select outbox.retry_dead_letter(1)");
            Sql.query(operator, "select outbox.discard_dead_letter(2)");
            assertThat(Sql.query(operator, "select outbox.retry_dead_letters()"))
                    .containsExactly("2");
            assertThat(Sql.query(
                            operator,
                            "select convert_from(data, 'UTF8') || topic || request from outbox.dead_letter"
                                    + " where number = 1"))
                    .containsExactly("{\"n\": 1}otherretry");

            for (String refused : List.of(
                    INSERT,
                    "select payload from outbox.event",
                    "update outbox.dead_letter set state = 'failed'",
                    "delete from outbox.dead_letter")) {
                assertThatThrownBy(() -> Sql.execute(operator, refused))
                        .as(refused)
                        .hasMessageContaining("permission denied");
            }
            for (String wrong : List.of(
                    "select outbox.retry_dead_letter(4)",
                    "select outbox.retry_dead_letter(2)",
                    "select outbox.edit_dead_letter(1, key => 'late')",
                    "select outbox.edit_dead_letter(3, topic => 'no topic')")) {
                assertThatThrownBy(() -> Sql.execute(operator, wrong))
                        .as(wrong)
                        .hasMessageContainingAll("ERROR")
                        .hasMessageNotContaining("permission denied");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(ServerVersion.class)
    void aMigratorWhoIsNoSuperuserMayMakeThem(ServerVersion version) throws Exception {
        DataSource database = version.createDatabase();
        String name = Sql.query(database, "select current_database()").get(0);
        String migrator = "migrator_" + name;
        String schema = "outbox_" + name;
        Sql.execute(database, "create role " + migrator + " createrole");
        Sql.execute(database, "grant create on database " + name + " to " + migrator);

        var asMigrator = new PGSimpleDataSource();
        asMigrator.setURL(((PGSimpleDataSource) database).getURL());
        asMigrator.setUser("postgres");
        asMigrator.setOptions("-c role=" + migrator);
        OutboxMigrations.migrate(asMigrator, schema);
        try (Connection connection = connect(database, migrator)) {
            Sql.execute(connection, "set search_path = " + schema);
            Sql.execute(connection, resource("roles.sql"));
            Sql.execute(connection, resource("roles.sql"));
            Sql.execute(connection, "alter table event add column later int");
        }
        try (Connection relay = connect(database, schema + "_relay")) {
            assertThat(Sql.query(relay, "select outcome from " + schema + ".create_partitions(8)"))
                    .contains("created");
        }
    }

    private static DataSource withRoles(ServerVersion version) {
        DataSource database = version.createDatabase();
        OutboxMigrations.migrate(database, "outbox");
        Sql.execute(database, "set search_path = outbox; " + resource("roles.sql"));
        return database;
    }

    private static Connection connect(DataSource database, String role) throws SQLException {
        Connection connection = database.getConnection();
        Sql.execute(connection, "set role " + role);
        return connection;
    }

    private static String resource(String name) {
        try (var stream = OutboxMigrations.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(stream).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
