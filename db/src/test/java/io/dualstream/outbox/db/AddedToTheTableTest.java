package io.dualstream.outbox.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The upkeep of partitions goes on whatever somebody added to the table, or says for each partition why it cannot. */
class AddedToTheTableTest {

    private static final List<String> ADDED = List.of(
            "alter table outbox.event add column region text generated always as (headers->>'region') stored",
            "alter table outbox.event add column tenant text not null default 'none'",
            "alter table outbox.event add column gone int; alter table outbox.event drop column gone;"
                    + " alter table outbox.event add column later int",
            "alter table outbox.event add constraint no_test check (aggregate_type <> 'test')",
            "create index event_aggregate on outbox.event (aggregate_type, aggregate_id)",
            "alter table outbox.event add constraint event_id unique (id, created_at)",
            "create function touch() returns trigger language plpgsql as $$ begin return new; end $$;"
                    + " create trigger touch before insert on outbox.event for each row execute function touch();"
                    + " create trigger touched after insert on outbox.event for each row execute function touch();"
                    + " create trigger cleared after delete on outbox.event for each statement execute function touch()",
            "create table tenants (name text primary key); insert into tenants values ('none');"
                    + " alter table outbox.event add column tenant text default 'none' references tenants");

    static Stream<Arguments> added() {
        return Stream.of(ServerVersion.V15, ServerVersion.V18)
                .flatMap(version -> ADDED.stream().map(added -> Arguments.of(version, added)));
    }

    @ParameterizedTest
    @MethodSource("added")
    void theUpkeepGoesOn(ServerVersion version, String added) {
        DataSource database = migrated(version);
        insert(database, "A-1", "2020-01-01 12:00Z");
        Sql.execute(database, added);
        insert(database, "A-2", "2020-01-03 12:00Z");
        settle(database);
        insert(database, "A-3", "2020-01-03 13:00Z");

        assertThat(Sql.query(database, "select outcome from outbox.create_partitions(9) where outcome <> 'exists'"))
                .containsExactly("created", "created");
        assertThat(Sql.query(database, "select outcome from outbox.drain_default()"))
                .containsExactly("set aside");
        assertThat(Sql.query(database, "select outcome from outbox.drain_default()"))
                .containsExactly("attached");
        assertThat(Sql.query(
                        database,
                        "select regexp_replace(tableoid::regclass::text, '_.*', '') || ' ' || aggregate_id"
                                + " from outbox.event order by seq"))
                .containsExactly("outbox.event A-1", "outbox.event A-2", "outbox.event A-3");
        assertThat(Sql.query(database, "select distinct outcome from outbox.watch_partitions()"))
                .containsExactly("watched");
        settle(database);
        assertThat(Sql.query(database, "select outcome from outbox.empty_partition('1 day')"))
                .containsExactly("emptied");
        assertThat(Sql.query(database, "select outcome from outbox.drop_partition('1 day')"))
                .containsExactly("dropped");
        insert(database, "A-4", "now");
    }

    /** As where a column's expression calls a function that the outbox's owner may not execute. */
    @ParameterizedTest
    @EnumSource(ServerVersion.class)
    void whatCannotBeDoneIsSaidForEachPartition(ServerVersion version) {
        DataSource database = migrated(version);
        Sql.execute(database, """
                create function refuse() returns event_trigger language plpgsql as $$
                declare made record;
                begin
                  for made in select * from pg_event_trigger_ddl_commands() loop
                    if made.object_identity ~ '(8|6|4|2|0)$' then
                      raise exception 'no even days';
                    end if;
                  end loop;
                end $$;
                create event trigger refuse on ddl_command_end when tag in ('CREATE TABLE') execute function refuse()
                """);

        assertThat(
                        Sql.query(
                                database,
                                "select distinct outcome from outbox.create_partitions(20) where outcome <> 'exists' order by 1"))
                .containsExactly("created", "failed: no even days");
    }

    @ParameterizedTest
    @EnumSource(ServerVersion.class)
    void aPartitionThatCannotBeDroppedKeepsNoOther(ServerVersion version) {
        DataSource database = migrated(version);
        for (int day = 1; day <= 3; day++) {
            Sql.execute(
                    database,
                    "create table outbox.event_2020010%1$d partition of outbox.event for values from ('2020-01-0%1$dZ') to ('2020-01-0%2$dZ')"
                            .formatted(day, day + 1));
            insert(database, "A", "2020-01-0" + day + " 12:00Z");
        }
        Sql.execute(database, "create view first_day as select * from outbox.event_20200101");
        Sql.execute(
                database,
                "create table notes (id uuid, at timestamptz); alter table outbox.event_20200102 add primary key (id);"
                        + " alter table notes add foreign key (id) references outbox.event_20200102");
        settle(database);

        String empty = "select partition || ' ' || outcome from outbox.empty_partition('1 day')";
        assertThat(Sql.query(database, empty)).containsExactly("event_20200101 emptied");
        assertThat(Sql.query(database, empty))
                .satisfiesExactly(
                        first -> assertThat(first)
                                .startsWith(
                                        "event_20200102 failed: cannot truncate a table referenced in a foreign key"),
                        second -> assertThat(second).isEqualTo("event_20200103 emptied"));
        String drop = "select partition || ' ' || outcome from outbox.drop_partition('1 day')";
        assertThat(Sql.query(database, drop)).containsExactly("event_20200103 dropped");
        assertThat(Sql.query(database, drop).get(0))
                .startsWith(
                        "event_20200101 failed: cannot drop table event_20200101 because other objects depend on it");
    }

    private static void insert(DataSource database, String aggregateId, String time) {
        Sql.execute(
                database,
                "insert into outbox.event (aggregate_type, aggregate_id, event_type, created_at) values ('order', '"
                        + aggregateId + "', 'E', '" + time + "')");
    }

    private static void settle(DataSource database) {
        Sql.execute(database, """
                insert into outbox.lease (name, epoch, holder, settled_xid)
                values ('outbox', 1, 'me', pg_snapshot_xmin(pg_current_snapshot()))
                on conflict (name) do update set settled_xid = excluded.settled_xid
                """);
    }

    private static DataSource migrated(ServerVersion version) {
        DataSource database = version.createDatabase();
        OutboxMigrations.migrate(database, "outbox");
        return database;
    }
}
