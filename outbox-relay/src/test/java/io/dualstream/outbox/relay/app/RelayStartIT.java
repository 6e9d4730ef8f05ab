package io.dualstream.outbox.relay.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.dualstream.outbox.testkit.TestDatabase;
import io.dualstream.outbox.testkit.TestPostgres;
import io.dualstream.outbox.testkit.junit.OutboxServers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is not as it must be ends the real process at once, with one sentence and exit code 2. */
@OutboxServers
class RelayStartIT {

    private static final String NOBODY = "localhost:1";

    private final TestPostgres postgres;

    RelayStartIT(TestPostgres postgres) {
        this.postgres = postgres;
    }

    @Test
    void missingSettings() {
        assertRefused(RelayProcess.builder())
                .isEqualTo("outbox-relay: outbox.relay.postgres.url is missing:"
                        + " set OUTBOX_RELAY_POSTGRES_URL, e.g. jdbc:postgresql://localhost:5432/shop");
        assertRefused(RelayProcess.builder()
                        .environment("OUTBOX_RELAY_POSTGRES_URL", postgres.jdbcUrl())
                        .environment("OUTBOX_RELAY_POSTGRES_USERNAME", "relay"))
                .isEqualTo("outbox-relay: outbox.relay.kafka.bootstrap-servers is missing:"
                        + " set OUTBOX_RELAY_KAFKA_BOOTSTRAP_SERVERS, e.g. localhost:9092");
    }

    @Test
    void unreadableSettings() {
        assertRefused(onDatabase().environment("OUTBOX_RELAY_DELIVERY", "always"))
                .isEqualTo("outbox-relay: OUTBOX_RELAY_DELIVERY must be one of exactly-once, at-least-once,"
                        + " was 'always'");
    }

    @Test
    void yamlWithAMisspelledSetting(@TempDir Path directory) throws IOException {
        Path yaml = Files.writeString(directory.resolve("relay.yml"), """
                outbox.relay:
                  kafka:
                    bootstrap-server: kafka:9092
                """);

        assertRefused(onDatabase().arguments("--spring.config.location=" + yaml))
                .startsWith("outbox-relay: outbox.relay.kafka.bootstrap-server is not a setting of the relay")
                .contains("relay.yml");
    }

    @Test
    void misspelledVariable() {
        assertRefused(onDatabase().environment("OUTBOX_RELAY_RETENTON", "0"))
                .isEqualTo("outbox-relay: OUTBOX_RELAY_RETENTON is not a setting of the relay;"
                        + " did you mean OUTBOX_RELAY_RETENTION?");
    }

    @Test
    void misspelledArgument() {
        assertRefused(onDatabase().arguments("--outbox.relay.retenton=0"))
                .startsWith("outbox-relay: outbox.relay.retenton is not a setting of the relay")
                .contains("did you mean outbox.relay.retention?");
    }

    @Test
    void yamlThatIsNone(@TempDir Path directory) throws IOException {
        Path yaml = Files.writeString(directory.resolve("relay.yml"), "outbox: [");

        assertRefused(onDatabase().arguments("--spring.config.location=" + yaml))
                .startsWith("outbox-relay: The configuration file is not valid YAML");
    }

    @Test
    void takenHttpPort() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertRefused(onDatabase().environment("OUTBOX_RELAY_HTTP_PORT", "" + taken.getLocalPort()))
                    .startsWith(
                            "outbox-relay: The relay cannot listen on port " + taken.getLocalPort() + " of 127.0.0.1");
        }
    }

    @Test
    void urlOfNobody() {
        assertRefused(RelayProcess.builder()
                        .postgres("jdbc:postgresql://localhost:1/shop", "relay", "secret")
                        .kafka(NOBODY))
                .contains("PostgreSQL at jdbc:postgresql://localhost:1/shop cannot be reached")
                .endsWith("; the address comes from outbox.relay.postgres.url (OUTBOX_RELAY_POSTGRES_URL)")
                .doesNotContain("secret");
    }

    @Test
    void urlOfAnotherKindOfServer() {
        assertRefused(RelayProcess.builder()
                        .postgres("jdbc:mysql://localhost/shop", "relay", "secret")
                        .kafka(NOBODY))
                .contains("OUTBOX_RELAY_POSTGRES_URL must be a JDBC URL")
                .doesNotContain("secret");
    }

    @Test
    void wrongPassword(TestDatabase database) throws SQLException {
        database.execute("create role cautious login replication password 'right'");

        assertRefused(RelayProcess.builder()
                        .postgres(database.jdbcUrl(), "cautious", "wrong")
                        .kafka(NOBODY))
                .contains("refuses user 'cautious'")
                .endsWith("; the login comes from outbox.relay.postgres.username (OUTBOX_RELAY_POSTGRES_USERNAME) and"
                        + " outbox.relay.postgres.password (OUTBOX_RELAY_POSTGRES_PASSWORD)")
                .doesNotContain("wrong");
    }

    @Test
    void noSuchDatabase() {
        assertRefused(RelayProcess.builder()
                        .postgres(
                                postgres.jdbcUrl().replaceFirst("/[^/]*$", "/nowhere"),
                                postgres.username(),
                                postgres.password())
                        .kafka(NOBODY))
                .contains("\"nowhere\" does not exist");
    }

    @Test
    void databaseWithoutOutbox() {
        TestDatabase empty = postgres.createEmptyDatabase();

        assertRefused(on(empty)).contains("Table 'outbox.event' does not exist", "OUTBOX_RELAY_MIGRATE=true");
    }

    @Test
    void missingPublication(TestDatabase database) throws SQLException {
        database.execute("drop publication outbox_event");

        assertRefused(on(database)).contains("Publication 'outbox_event' does not exist");
    }

    @Test
    void walLevelThatIsNotLogical() {
        try (TestPostgres physical =
                TestPostgres.builder().setting("wal_level", "replica").start()) {
            assertRefused(RelayProcess.builder()
                            .postgres(physical.jdbcUrl(), physical.username(), physical.password())
                            .kafka(NOBODY))
                    .contains("wal_level", "'replica'", "set wal_level = logical");
        }
    }

    @Test
    void roleThatMayNotReplicate(TestDatabase database) throws SQLException {
        database.execute("create role humble login password 'humble'");
        database.execute("grant usage on schema outbox to humble");

        assertRefused(RelayProcess.builder()
                        .postgres(database.jdbcUrl(), "humble", "humble")
                        .kafka(NOBODY))
                .isEqualTo(
                        "outbox-relay: Login 'humble' may not replicate on PostgreSQL at " + database.jdbcUrl()
                                + ", for it lacks the attribute REPLICATION; run as a superuser: alter role humble replication");
    }

    @Test
    void loginThatMayNotMigrate() throws SQLException {
        TestDatabase empty = postgres.createEmptyDatabase();
        empty.execute("create role builder login password 'builder'");

        assertRefused(RelayProcess.builder()
                        .postgres(empty.jdbcUrl(), "builder", "builder")
                        .kafka(NOBODY)
                        .environment("OUTBOX_RELAY_MIGRATE", "true"))
                .isEqualTo(
                        "outbox-relay: The outbox schema 'outbox' could not be created or upgraded: Login 'builder' may not"
                                + " create schemas and publications in " + empty.jdbcUrl()
                                + "; run: grant create on database "
                                + empty.name() + " to builder");
    }

    private RelayProcess.Builder onDatabase() {
        return RelayProcess.builder()
                .postgres(postgres.jdbcUrl(), postgres.username(), postgres.password())
                .kafka(NOBODY);
    }

    private static RelayProcess.Builder on(TestDatabase database) {
        return RelayProcess.builder()
                .postgres(database.jdbcUrl(), database.username(), database.password())
                .kafka(NOBODY);
    }

    /** One sentence, no stack trace, no banner. */
    private static AbstractStringAssert<?> assertRefused(RelayProcess.Builder builder) {
        try (RelayProcess relay =
                builder.jvmArguments("-XX:TieredStopAtLevel=1").start()) {
            assertThat(relay.awaitExit()).as(relay.log()).isEqualTo(2);
            return assertThat(relay.log()).hasLineCount(1);
        }
    }
}
