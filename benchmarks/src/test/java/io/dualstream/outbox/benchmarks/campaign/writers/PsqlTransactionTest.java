package io.dualstream.outbox.benchmarks.campaign.writers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dualstream.outbox.benchmarks.campaign.writers.History.Attempt;
import io.dualstream.outbox.testkit.TestDatabase;
import io.dualstream.outbox.testkit.TestPostgres;
import io.dualstream.outbox.testkit.junit.RequiredProgram;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PsqlTransactionTest {

    private static TestPostgres postgres;
    private static TestDatabase database;

    @BeforeAll
    static void start() throws SQLException {
        RequiredProgram.find("postgresql-client", "psql");
        postgres = TestPostgres.start();
        database = postgres.createDatabase();
        try (Connection connection = database.dataSource().getConnection()) {
            Aggregates.create(connection, 3);
        }
    }

    @AfterAll
    static void close() {
        if (postgres != null) {
            postgres.close();
        }
    }

    @Test
    void notesWhatTheTableHoldsAfterwards() throws SQLException {
        History history = new History();
        Random random = new Random(7);
        try (PsqlSession psql = PsqlSession.open(database)) {
            for (int i = 0; i < 60; i++) {
                PsqlTransaction.run(psql, random, 3, history);
            }
        }
        try (Connection connection = database.dataSource().getConnection()) {
            Truth truth = history.settle(connection);

            assertThat(truth.committed()).hasSizeGreaterThan(100);
            assertThat(truth.rolledBack()).isNotEmpty();
        }
        assertThat(history.attempts()).extracting(Attempt::outcome).doesNotContain(Outcome.UNKNOWN);
    }

    @Test
    void endsWithTheFirstErrorAndSaysIt() throws SQLException {
        try (PsqlSession psql = PsqlSession.open(database)) {
            assertThatThrownBy(() -> psql.run("begin; select 1 / 0; commit;"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("division by zero");
        }
    }
}
