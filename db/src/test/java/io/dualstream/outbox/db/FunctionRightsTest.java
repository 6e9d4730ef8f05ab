package io.dualstream.outbox.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every function of the outbox and the inbox, those of later migrations included: PostgreSQL gives each new one to PUBLIC. */
class FunctionRightsTest {

    private static final String OURS =
            " from pg_proc p where p.pronamespace in ('outbox'::regnamespace, 'inbox'::regnamespace) ";

    @ParameterizedTest
    @EnumSource(ServerVersion.class)
    void noneThatRunsWithItsOwnersRightsIsOpenToPublic(ServerVersion version) {
        DataSource database = migrated(version);

        assertThat(Sql.query(database, "select count(*) >= 20" + OURS + "and p.prosecdef"))
                .as("there are some to look at")
                .containsExactly("t");
        assertThat(Sql.query(
                        database,
                        "select p.oid::regprocedure" + OURS
                                + "and p.prosecdef and has_function_privilege('public', p.oid, 'execute')"))
                .isEmpty();
    }

    /** In the first place the schema itself, so that the caller's tables and types are found for no name of ours. */
    @ParameterizedTest
    @EnumSource(ServerVersion.class)
    void eachThatRunsWithItsOwnersRightsHasAPathOfItsOwn(ServerVersion version) {
        assertThat(Sql.query(
                        migrated(version),
                        "select p.oid::regprocedure" + OURS + "and p.prosecdef and not coalesce(p.proconfig @>"
                                + " array['search_path=' || p.pronamespace::regnamespace || ', pg_temp'], false)"))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(ServerVersion.class)
    void theseAreOpenAndRunWithTheRightsOfWhoeverCallsThem(ServerVersion version) {
        assertThat(Sql.query(
                        migrated(version),
                        "select p.proname" + OURS
                                + "and has_function_privilege('public', p.oid, 'execute') order by 1"))
                .isEqualTo(List.of(
                        "admit_event",
                        "awaited_relay",
                        "has_controls",
                        "new_event_id",
                        "partitions",
                        "publish",
                        "refuse_update",
                        "relay_leads",
                        "relays",
                        "settled_xid"));
    }

    private static DataSource migrated(ServerVersion version) {
        DataSource database = version.createDatabase();
        OutboxMigrations.migrate(database, "outbox");
        InboxMigrations.migrate(database, "inbox");
        return database;
    }
}
