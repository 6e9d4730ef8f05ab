package io.dualstream.outbox.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What was inserted stays as it is, whoever tries. */
class UpdatesTest {

    @ParameterizedTest
    @EnumSource(ServerVersion.class)
    void noUpdateOfAnEventIsAccepted(ServerVersion version) {
        DataSource database = version.createDatabase();
        OutboxMigrations.migrate(database, "outbox");
        Sql.execute(
                database,
                "insert into outbox.event (aggregate_type, aggregate_id, event_type) values ('order', 'A', 'E')");
        String today = Sql.query(database, "select tableoid::regclass from outbox.event")
                .get(0);
        List<String> columns = Sql.query(
                database,
                "select attname from pg_attribute where attrelid = 'outbox.event'::regclass and attnum > 0"
                        + " and not attisdropped and attname not in ('xid', 'seq')");
        assertThat(columns).hasSizeGreaterThan(10);

        for (String table : List.of("outbox.event", today)) {
            for (String column : columns) {
                assertThatThrownBy(() -> Sql.execute(database, "update " + table + " set " + column + " = " + column))
                        .as("%s of %s", column, table)
                        .hasMessageContaining("events are not updated: sinks would not see it");
            }
            assertThatThrownBy(() -> Sql.execute(
                            database, "update " + table + " set created_at = created_at - interval '1000 days'"))
                    .hasMessageContaining("events are not updated");
        }
        assertThatThrownBy(
                        () -> Sql.execute(
                                database,
                                "merge into outbox.event e using (values (1)) v on true when matched then update set key = 'k'"))
                .hasMessageContaining("events are not updated");
        Sql.execute(
                database,
                "alter table outbox.event disable trigger refuse_update; update outbox.event set payload = null;"
                        + " alter table outbox.event enable trigger refuse_update");
    }
}
