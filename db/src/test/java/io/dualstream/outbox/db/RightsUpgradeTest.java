package io.dualstream.outbox.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What the migration of the rights does to a schema that is not as it should be. Each attack first succeeds on the schema as it
 * was.
 */
class RightsUpgradeTest {

    private static final String FILES = "src/main/resources/io/dualstream/outbox/db/migration/";

    /** The temporary table is found before ours where a path does not name pg_temp; its trigger then runs as the owner. */
    private static final String DECOY = """
            create temp table removal (like outbox.removal including all);
            create temp table removed_event (like outbox.removed_event);
            create function pg_temp.evil() returns trigger language plpgsql as $$ begin
              alter role %s superuser; return new; end $$;
            create trigger t before insert on pg_temp.removal for each row execute function pg_temp.evil();
            delete from outbox.event;
            """;

    /** Null, so that the bait is thought to be empty, and is dropped: nothing fails, and what was done is committed. */
    private static final String LIE = """
            create type public.lie as enum ('x');
            create function public.evil(v public.lie) returns timestamptz language plpgsql as $$ begin
              alter role %s superuser; return null; end $$;
            create cast (public.lie as timestamptz) with function public.evil(public.lie) as assignment;
            """;

    private static final String BAIT = "create table public.event_aside_0 as select 'x'::public.lie as created_at";

    @ParameterizedTest
    @EnumSource(ServerVersion.class)
    void statementByStatementItPinsThePathsAllTheSame(ServerVersion version) throws Exception {
        Psql psql = Psql.find();
        DataSource database = version.createDatabase();
        Sql.execute(database, "create schema outbox");
        for (String file : List.of("V1__outbox", "V2__retention", "V3__dead_letters", "V4__removals")) {
            psql.runOneByOne(database, "-c", "set search_path = outbox", "-f", FILES + file + ".sql");
        }
        String cleaner = Installed.login(database, "cleaner");
        Sql.execute(database, "grant usage on schema outbox to " + cleaner);
        Sql.execute(database, "grant select, insert, delete on outbox.event to " + cleaner);
        Sql.execute(database, "grant select on outbox.removal, outbox.removed_event to " + cleaner);
        deleteWithDecoy(database, cleaner);
        assertThat(Installed.isSuperuser(database, cleaner)).isEqualTo("t");
        Sql.execute(database, "alter role " + cleaner + " nosuperuser");

        psql.runOneByOne(database, "-c", "set search_path = outbox", "-f", FILES + "V5__rights.sql");
        deleteWithDecoy(database, cleaner);

        assertThat(Installed.isSuperuser(database, cleaner)).isEqualTo("f");
        assertThat(Sql.query(database, "select removed_by from outbox.removal")).containsExactly(cleaner);
        assertThat(Sql.query(
                        database,
                        "select oid::regprocedure from pg_proc where pronamespace = 'outbox'::regnamespace"
                                + " and (prosecdef or proconfig::text like '%search_path=%')"
                                + " and not coalesce(proconfig @> array['search_path=outbox, pg_temp'], false)"))
                .isEmpty();
    }

    private static void deleteWithDecoy(DataSource database, String cleaner) {
        DataSource asCleaner = Installed.as(database, cleaner);
        Sql.execute(
                asCleaner,
                "insert into outbox.event (aggregate_type, aggregate_id, event_type) values ('order', 'A-1', 'E')");
        Sql.execute(asCleaner, DECOY.formatted(cleaner));
    }

    @ParameterizedTest
    @EnumSource(ServerVersion.class)
    void aTableNamedAsEventsSetAsideIsLeftAlone(ServerVersion version) {
        DataSource database = version.createDatabase();
        Sql.execute(database, "grant create on schema public to public");
        Installed.migrateToV4(database, "public");
        String stranger = Installed.login(database, "stranger");
        DataSource asStranger = Installed.as(database, stranger);
        Sql.execute(asStranger, LIE.formatted(stranger));
        Sql.execute(asStranger, BAIT);
        assertThat(Sql.query(database, "select outcome from drain_default()")).containsExactly("dropped");
        assertThat(Installed.isSuperuser(database, stranger)).isEqualTo("t");
        Sql.execute(database, "alter role " + stranger + " nosuperuser");
        Sql.execute(asStranger, BAIT);

        OutboxMigrations.migrate(database, "public");

        assertThat(Sql.query(database, "select outcome from drain_default()")).containsExactly((String) null);
        assertThat(Installed.isSuperuser(database, stranger)).isEqualTo("f");
    }

    @ParameterizedTest
    @EnumSource(ServerVersion.class)
    void whoOwnsTheTableButNotTheFunctionsMayAttachAPartition(ServerVersion version) {
        DataSource database = version.createDatabase();
        OutboxMigrations.migrate(database, "outbox");
        String owner = Installed.login(database, "table_owner");
        Sql.execute(database, "grant usage, create on schema outbox to " + owner);
        Sql.execute(database, "alter table outbox.event owner to " + owner);
        Sql.execute(database, "alter table outbox.event_default owner to " + owner);

        Sql.execute(
                Installed.as(database, owner),
                "create table outbox.event_2001 (like outbox.event including defaults);"
                        + " alter table outbox.event attach partition outbox.event_2001"
                        + " for values from ('2001-01-01Z') to ('2002-01-01Z')");

        assertThat(Sql.query(database, "select partition from outbox.partitions() where low < '2002-01-01Z'"))
                .containsExactly("event_2001");
    }

    @ParameterizedTest
    @EnumSource(ServerVersion.class)
    void whatDefaultPrivilegesGaveToOthersIsTakenFromThem(ServerVersion version) {
        DataSource database = version.createDatabase();
        String anonymous = Installed.login(database, "anon");
        Sql.execute(database, "alter default privileges grant execute on functions to " + anonymous);
        Installed.migrateToV4(database, "outbox");
        Sql.execute(database, "set search_path = outbox; " + Installed.rolesOfV5());
        assertThat(executable(database, anonymous)).contains("note_removal", "drain_default");

        OutboxMigrations.migrate(database, "outbox");

        assertThat(executable(database, anonymous)).isEmpty();
        assertThat(executable(database, "outbox_relay")).contains("drain_default", "retry_dead_letter");
        assertThat(executable(database, "outbox_operator")).contains("accept_removals", "retry_dead_letter");
        Sql.execute(database, "set search_path = outbox; " + Installed.roles());
        assertThat(executable(database, anonymous)).isEmpty();
    }

    /** What runs with its owner's rights. */
    private static List<String> executable(DataSource database, String role) {
        return Sql.query(
                database,
                "select proname from pg_proc where pronamespace = 'outbox'::regnamespace and prosecdef"
                        + " and has_function_privilege('" + role + "', oid, 'execute')");
    }
}
