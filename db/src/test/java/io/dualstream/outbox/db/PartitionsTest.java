package io.dualstream.outbox.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PartitionsTest {

    private static final String CREATE = "select partition || ' ' || outcome from outbox.create_partitions(%d) "
            + "where outcome <> 'exists' order by 1";

    private final LocalDate today = LocalDate.now(ZoneOffset.UTC);

    @ParameterizedTest
    @EnumSource(ServerVersion.class)
    void makesTheDaysThatAreMissing(ServerVersion version) {
        DataSource database = migrated(version);

        assertThat(Sql.query(database, CREATE.formatted(7))).isEmpty();
        assertThat(Sql.query(database, CREATE.formatted(9))).containsExactly(day(8) + " created", day(9) + " created");
        assertThat(Sql.query(database, CREATE.formatted(9))).isEmpty();

        insert(database, 9, "morning", "00:00:00Z");
        insert(database, 9, "evening", "23:59:59.999999Z");
        insert(database, 10, "next day", "00:00:00Z");
        assertThat(Sql.query(
                        database, "select tableoid::regclass || ' ' || aggregate_id from outbox.event order by seq"))
                .containsExactly(
                        "outbox." + day(9) + " morning",
                        "outbox." + day(9) + " evening",
                        "outbox.event_default next day");
    }

    @ParameterizedTest
    @EnumSource(ServerVersion.class)
    void aNewPartitionIsLikeTheOthers(ServerVersion version) {
        DataSource database = migrated(version);
        Sql.query(database, CREATE.formatted(8));

        assertThatThrownBy(() -> insert(database, 8, "A*", "12:00:00Z")).hasMessageContaining("aggregate_id");
        assertThat(Sql.query(
                        database, "select count(*) from pg_index where indrelid = 'outbox." + day(8) + "'::regclass"))
                .isEqualTo(
                        Sql.query(database, "select count(*) from pg_index where indrelid = 'outbox.event'::regclass"));
        insert(database, 8, "A-1", "12:00:00Z");
        assertThat(Sql.query(database, "select aggregate_id from outbox.event")).containsExactly("A-1");
    }

    @ParameterizedTest
    @EnumSource(ServerVersion.class)
    void passesOverADayWhoseEventsAreInTheDefaultPartition(ServerVersion version) {
        DataSource database = migrated(version);
        insert(database, 8, "A-1", "12:00:00Z");

        assertThat(Sql.query(database, CREATE.formatted(9)))
                .containsExactly(
                        day(8) + " skipped: event_default already holds events of that day", day(9) + " created");
    }

    @ParameterizedTest
    @EnumSource(ServerVersion.class)
    void isNotHeldUpByAWriterNorHoldsOneUp(ServerVersion version) throws Exception {
        DataSource database = migrated(version);

        try (Connection writer = database.getConnection();
                Connection creator = database.getConnection()) {
            writer.setAutoCommit(false);
            insert(writer, 0, "today", "12:00:00Z");
            assertThat(Sql.query(creator, CREATE.formatted(8))).containsExactly(day(8) + " created");

            insert(writer, 20, "far ahead", "12:00:00Z");
            assertThat(Sql.query(creator, CREATE.formatted(10)))
                    .containsExactly(day(9) + " later: event_default was locked");
            writer.commit();

            creator.setAutoCommit(false);
            assertThat(Sql.query(creator, CREATE.formatted(9))).containsExactly(day(9) + " created");
            Sql.execute(writer, "set lock_timeout = '5s'");
            insert(writer, 0, "while the creator is at it", "12:00:00Z");
            writer.commit();
            creator.commit();
        }

        assertThat(Sql.query(database, "select count(*) from outbox.event")).containsExactly("3");
    }

    @ParameterizedTest
    @EnumSource(ServerVersion.class)
    void leavesItToTheOneWhoIsAtItAlready(ServerVersion version) throws Exception {
        DataSource database = migrated(version);

        try (Connection first = database.getConnection();
                Connection second = database.getConnection()) {
            first.setAutoCommit(false);
            assertThat(Sql.query(first, CREATE.formatted(8))).hasSize(1);
            assertThat(Sql.query(second, CREATE.formatted(8)))
                    .containsExactly("event later: another session is changing partitions");
            assertThat(Sql.query(second, "select outcome from outbox.drain_default()"))
                    .containsExactly("later: another session is changing partitions");
            first.commit();
            assertThat(Sql.query(second, CREATE.formatted(8))).isEmpty();
        }
    }

    /** Every advisory lock is open to every login, and their keys are no secret. */
    @ParameterizedTest
    @EnumSource(ServerVersion.class)
    void aLoginWithoutRightsCannotKeepAnybodyFromIt(ServerVersion version) throws Exception {
        DataSource database = migrated(version);
        String stranger = Installed.login(database, "stranger");

        try (Connection open = Installed.as(database, stranger).getConnection()) {
            Sql.execute(
                    open,
                    "select pg_advisory_lock('pg_class'::regclass::oid::int, "
                            + Sql.query(database, "select 'outbox.event'::regclass::oid::int")
                                    .get(0) + ")");
            open.setAutoCommit(false);
            assertThatThrownBy(
                            () -> Sql.execute(open, "lock table outbox.known_partition in share update exclusive mode"))
                    .hasMessageContaining("permission denied");
            open.rollback();
            assertThat(Sql.query(database, CREATE.formatted(8))).containsExactly(day(8) + " created");
            assertThat(Sql.query(database, "select outcome from outbox.drain_default()"))
                    .containsExactly((String) null);
        }
    }

    private String day(int ahead) {
        return "event_" + today.plusDays(ahead).format(DateTimeFormatter.BASIC_ISO_DATE);
    }

    private void insert(DataSource database, int daysAhead, String aggregateId, String time) {
        Sql.execute(database, insertion(daysAhead, aggregateId, time));
    }

    private void insert(Connection connection, int daysAhead, String aggregateId, String time) {
        Sql.execute(connection, insertion(daysAhead, aggregateId, time));
    }

    private String insertion(int daysAhead, String aggregateId, String time) {
        return "insert into outbox.event (aggregate_type, aggregate_id, event_type, created_at) values ('order', '"
                + aggregateId + "', 'E', '" + today.plusDays(daysAhead) + " " + time + "')";
    }

    private static DataSource migrated(ServerVersion version) {
        DataSource database = version.createDatabase();
        OutboxMigrations.migrate(database, "outbox");
        return database;
    }
}
