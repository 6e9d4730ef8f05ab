package io.dualstream.outbox.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PostgresVersionTest {

    @ParameterizedTest
    @EnumSource
    void startsWithTheOutboxSchema(PostgresVersion version) throws SQLException {
        try (TestPostgres postgres = TestPostgres.builder().version(version).start()) {
            TestDatabase database = postgres.createDatabase();

            assertThat(Sql.query(database, "show server_version")).startsWith(version.major() + ".");
            assertThat(Sql.query(database, "select count(*) from outbox.event")).isEqualTo("0");
        }
    }
}
