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
        assertThat(refused(preflight(login))).startsWith("Role '" + login + "' may not replicate");
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
