package io.dualstream.outbox.relay.internal.leader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dualstream.outbox.relay.RelayLogin;
import io.dualstream.outbox.relay.config.RelaySettings;
import io.dualstream.outbox.relay.status.RelayStartException;
import io.dualstream.outbox.testkit.TestDatabase;
import io.dualstream.outbox.testkit.TestPostgres;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody did to the database is said before the relay starts, with the statement that mends it: the tests run that. */
class PreflightTest {

    private static final TestPostgres POSTGRES = TestPostgres.start();
    private static TestDatabase database;

    @BeforeAll
    static void makeLogin() throws SQLException {
        database = POSTGRES.createDatabase();
        RelayLogin.make(database);
    }

    @AfterAll
    static void stop() {
        POSTGRES.close();
    }

    private static Preflight preflight(String login) {
        return new Preflight(RelaySettings.builder()
                .postgres(database.jdbcUrl(), login, RelayLogin.PASSWORD)
                .kafka("localhost:1")
                .build());
    }

    /** Refused until the statement at the end of the sentence is run; returns the sentence. */
    private static String refused(Preflight preflight) throws SQLException {
        RelayStartException[] refusal = new RelayStartException[1];
        assertThatThrownBy(preflight::run)
                .isInstanceOfSatisfying(RelayStartException.class, thrown -> refusal[0] = thrown);
        String sentence = String.valueOf(refusal[0].getMessage());
        database.execute(sentence.replaceFirst("(?s).*; run[^:]*: ", ""));
        assertThatCode(preflight::run).as("after what '%s' says", sentence).doesNotThrowAnyException();
        return sentence;
    }

    @ParameterizedTest
    @ValueSource(strings = {"event", "lease", "dead_letter", "removal", "removed_event", "known_partition"})
    void rowSecurityOnATableThatTheRelayReads(String table) throws SQLException {
        database.execute("alter table outbox." + table + " enable row level security;"
                + " create policy everything on outbox." + table + " using (true)");
        try {
            assertThat(refused(preflight(RelayLogin.NAME)))
                    .startsWith("Row level security on table 'outbox." + table + "' would hide rows from the relay")
                    .endsWith("; run: alter role " + RelayLogin.NAME + " bypassrls");
        } finally {
            database.execute(
                    "alter table outbox." + table + " disable row level security; drop policy everything on outbox."
                            + table + "; alter role " + RelayLogin.NAME + " nobypassrls");
        }
    }

    /** Of those the relay reads as event itself, no policy of a partition counts; the functions read each one as its owner. */
    @Test
    void rowSecurityThatIsForcedOnTheOwnerOfAPartition() throws SQLException {
        database.execute("alter table outbox.event_default enable row level security");
        assertThatCode(preflight(RelayLogin.NAME)::run).doesNotThrowAnyException();
        database.execute("alter table outbox.event_default force row level security");

        assertThat(refused(preflight(RelayLogin.NAME)))
                .endsWith("; run: alter table outbox.event_default no force row level security");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rel2", "Rel \"2\" ü"})
    void aLoginThatActsAsAnotherRole(String login) throws SQLException {
        String quoted = '"' + login.replace("\"", "\"\"") + '"';
        database.execute("create role " + quoted + " login replication password '" + RelayLogin.PASSWORD
                + "' in role outbox_relay");
        for (String where : new String[] {"", " in database " + database.name()}) {
            database.execute("alter role " + quoted + where + " set role = 'outbox_relay'");
            assertThat(refused(preflight(login)))
                    .startsWith("Login '" + login + "' acts as role outbox_relay")
                    .contains(where + " reset role");
        }
        database.execute("alter role " + quoted + " noreplication");
        assertThat(refused(preflight(login))).startsWith("Login '" + login + "' may not replicate");
    }

    private static String server() {
        return "PostgreSQL at " + database.jdbcUrl();
    }

    @Test
    void aLoginThatMayNotReplicate() throws SQLException {
        database.execute("create role plain login password '" + RelayLogin.PASSWORD + "' in role outbox_relay");

        assertThat(refused(preflight("plain")))
                .isEqualTo("Login 'plain' may not replicate on " + server()
                        + ", for it lacks the attribute REPLICATION; run as a superuser: alter role plain replication");
    }

    @Test
    void aLoginThatHasNoneOfTheRoles() throws SQLException {
        database.execute("create role stranger login replication password '" + RelayLogin.PASSWORD + "'");

        assertThat(refused(preflight("stranger")))
                .isEqualTo("Login 'stranger' lacks the right USAGE of schema 'outbox' on " + server()
                        + ", because it does not belong to role outbox_relay; run: grant outbox_relay to stranger");
    }

    @Test
    void aLoginOfAnotherRole() throws SQLException {
        database.execute("create role reader login replication password '" + RelayLogin.PASSWORD
                + "' in role outbox_live_reader");

        assertThat(refused(preflight("reader")))
                .startsWith(
                        "Login 'reader' lacks the right DELETE on table dead_letter of schema 'outbox' on " + server())
                .endsWith("; run: grant outbox_relay to reader");
    }

    @Test
    void aLoginThatDoesNotInherit() throws SQLException {
        database.execute("create role loner login replication noinherit password '" + RelayLogin.PASSWORD
                + "' in role outbox_relay");

        assertThat(refused(preflight("loner"))).contains("it does not inherit the rights of role outbox_relay; run: ");
    }

    @Test
    void aRoleOfAnEarlierRolesSql() throws SQLException {
        database.execute("revoke update on outbox.lease from outbox_relay");
        try {
            assertThatThrownBy(preflight(RelayLogin.NAME)::run)
                    .hasMessage("Login '" + RelayLogin.NAME
                            + "' lacks the right UPDATE on table lease of schema 'outbox' on "
                            + server()
                            + ", and so does role outbox_relay; run roles.sql again, as after each migration:"
                            + " psql -v ON_ERROR_STOP=1 --single-transaction -d " + database.name()
                            + " -c 'set search_path = outbox' -f roles.sql");
        } finally {
            database.execute("grant update on outbox.lease to outbox_relay");
        }
    }

    @Test
    void aTableThatALaterMigrationMakes() throws SQLException {
        database.execute("alter table outbox.removed_event rename to later");
        try {
            assertThatThrownBy(preflight(RelayLogin.NAME)::run)
                    .hasMessageStartingWith("Table 'outbox.removed_event' does not exist on " + server() + "; upgrade")
                    .hasMessageEndingWith("outbox.relay.migrate=true (OUTBOX_RELAY_MIGRATE=true)");
        } finally {
            database.execute("alter table outbox.later rename to removed_event");
        }
    }

    @Test
    void eventsOfAnotherServer() throws SQLException {
        database.execute(
                "insert into outbox.event (aggregate_type, aggregate_id, event_type) values ('order', 'A', 'E');"
                        + " update outbox.event set xid = '4000000000'");

        assertThat(refused(preflight(RelayLogin.NAME)))
                .startsWith("Table 'outbox.event' was restored from another server: it knows transaction 4000000000")
                .endsWith("_operator: select \"outbox\".adopt_restored_events()");
        assertThat(database.value("select xid::text from outbox.event")).isEqualTo("2");
    }
}
