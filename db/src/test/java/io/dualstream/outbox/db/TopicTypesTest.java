package io.dualstream.outbox.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Kafka takes pay.roll and pay_roll for one topic name: the second type is refused before its events are dead letters. */
class TopicTypesTest {

    private static final String REFUSED = "aggregate_type must differ from 'pay.roll' by more than dot and underscore";

    @ParameterizedTest
    @EnumSource(ServerVersion.class)
    void theSecondOfTwoTypesThatKafkaTakesForOneIsRefused(ServerVersion version) throws Exception {
        DataSource database = version.createDatabase();
        OutboxMigrations.migrate(database, "outbox");

        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            insert(connection, "pay_roll");
            connection.rollback();
            insert(connection, "pay.roll");
            insert(connection, "pay.roll");
            connection.commit();
            assertThatThrownBy(() -> insert(connection, "pay_roll")).hasMessageContaining(REFUSED);
            connection.rollback();
            insert(connection, "payroll");
            insert(connection, "pay-roll");
            insert(connection, "pay.roll.x");
            connection.commit();
        }
        assertThatThrownBy(() -> insert(database, "pay_roll")).hasMessageContaining(REFUSED);
        assertThat(Sql.query(database, "select aggregate_type from outbox.topic_type order by 1"))
                .containsExactly("pay.roll", "pay.roll.x");
        Sql.execute(database, "delete from outbox.topic_type where aggregate_type = 'pay.roll'");
        insert(database, "pay_roll");
    }

    /** With roles.sql before the upgrade or after it, or with nothing but the right to insert. */
    @ParameterizedTest
    @EnumSource(ServerVersion.class)
    void whoeverMayInsertMayGoOn(ServerVersion version) {
        DataSource database = version.createDatabase();
        Installed.migrateTo("5", database, "outbox");
        Sql.execute(database, "set search_path = outbox; " + Installed.rolesOfV5());
        insert(database, "pay.roll");
        insert(database, "pay_roll");
        String writer = Installed.login(database, "writer");
        Sql.execute(database, "grant usage on schema outbox to " + writer);
        Sql.execute(database, "grant insert on outbox.event to " + writer);

        OutboxMigrations.migrate(database, "outbox");

        insert(Installed.as(database, writer), "pay.roll");
        assertThatThrownBy(() -> insert(Installed.as(database, writer), "pay_roll"))
                .hasMessageContaining(REFUSED);
        String publish = "set role outbox_publisher; select outbox.publish('%s', 'A', 'E')";
        Sql.execute(database, publish.formatted("a_b"));
        Sql.execute(database, "set search_path = outbox; " + Installed.roles());
        assertThatThrownBy(() -> Sql.execute(database, publish.formatted("a.b")))
                .hasMessageContaining("aggregate_type must differ from 'a_b'");
        String later = Installed.login(database, "later");
        Sql.execute(database, "grant usage on schema outbox to " + later);
        Sql.execute(database, "grant insert on outbox.event to " + later);
        insert(Installed.as(database, later), "c.d");
    }

    private static void insert(DataSource database, String type) {
        Sql.execute(database, insertion(type));
    }

    private static void insert(Connection connection, String type) {
        Sql.execute(connection, insertion(type));
    }

    private static String insertion(String type) {
        return "insert into outbox.event (aggregate_type, aggregate_id, event_type) values ('" + type + "', 'A', 'E')";
    }
}
