package io.dualstream.outbox.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresStandbyTest {
    private static final String TIMELINE = "select substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8)";
    private static final String EVENTS = "select count(*) from outbox.event";

    @Test
    void aStandbyTakesOverWithWhatItsPrimaryAcknowledged() throws SQLException {
        try (TestPostgres primary = TestPostgres.start();
                TestProxy address = TestProxy.to(primary.port())) {
            TestDatabase shop = primary.createDatabase("shop");
            Sql.insertEvent(shop);
            try (TestPostgres standby = primary.standby()) {
                Sql.insertEvent(shop);
                standby.awaitReplay(primary);
                assertThat(Sql.query(standby.database("shop"), EVENTS)).isEqualTo("2");
                assertThat(Sql.query(standby.database("shop"), "select pg_is_in_recovery()"))
                        .isEqualTo("t");

                primary.stopImmediately();
                standby.promote();
                address.target(standby.port());

                Sql.insertEvent(shop.through(address));
                assertThat(Sql.query(shop.through(address), EVENTS)).isEqualTo("3");
                assertThat(Sql.query(shop.through(address), TIMELINE)).isEqualTo("00000002");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRestoredServerHasNeitherWhatCameAfterTheBackupNorItsSlots(boolean newTimeline) throws SQLException {
        try (TestPostgres postgres = TestPostgres.start()) {
            TestDatabase shop = postgres.createDatabase("shop");
            Sql.insertEvent(shop);
            Sql.query(shop, "select pg_create_logical_replication_slot('s', 'pgoutput')::text");
            TestBackup backup = postgres.backup();
            Sql.insertEvent(shop);

            if (newTimeline) {
                postgres.restoreOnNewTimeline(backup);
            } else {
                postgres.restore(backup);
            }

            assertThat(Sql.query(shop, EVENTS)).isEqualTo("1");
            assertThat(Sql.query(shop, "select count(*) from pg_replication_slots"))
                    .isEqualTo("0");
            assertThat(Sql.query(shop, TIMELINE)).isEqualTo(newTimeline ? "00000002" : "00000001");
            Sql.insertEvent(shop);
            postgres.restart();
            assertThat(Sql.query(shop, EVENTS)).isEqualTo("2");
        }
    }
}
