package io.dualstream.outbox.relay.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dualstream.outbox.relay.RelayLogin;
import io.dualstream.outbox.testkit.KafkaRecords;
import io.dualstream.outbox.testkit.PostgresVersion;
import io.dualstream.outbox.testkit.RedisStreamReader;
import io.dualstream.outbox.testkit.SharedServers;
import io.dualstream.outbox.testkit.TestDatabase;
import io.dualstream.outbox.testkit.TestPostgres;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The real process on every PostgreSQL it supports, with nothing but the rights that {@code roles.sql} gives it. */
class LeastPrivilegeIT {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @ParameterizedTest
    @EnumSource
    void deliversToBothStreamsAndMakesPartitionsAhead(PostgresVersion version) throws SQLException {
        try (TestPostgres postgres = TestPostgres.builder().version(version).start()) {
            TestDatabase database = postgres.createDatabase("shop_" + version.major());
            RelayLogin.make(database);
            String type = "v" + version.major();
            String lastDay = "outbox.event_"
                    + database.value("select to_char((now() at time zone 'UTC')::date + 7, 'YYYYMMDD')");
            database.execute("drop table " + lastDay);
            database.execute("insert into outbox.event (aggregate_type, aggregate_id, event_type) values ('" + type
                    + "', '1', 'Before')");

            try (RelayProcess relay = on(database).start().awaitReady()) {
                database.execute("insert into outbox.event (aggregate_type, aggregate_id, event_type) values ('" + type
                        + "', '1', 'After')");
                assertThat(kafka(type)).as(relay.log()).containsExactly("Before", "After");
                assertThat(redis(type)).isEqualTo(2);
                await().atMost(PATIENCE)
                        .until(() -> database.value("select (to_regclass('" + lastDay + "') is not null)::text")
                                .equals("true"));
            }
        }
    }

    private static RelayProcess.Builder on(TestDatabase database) {
        return RelayProcess.builder()
                .jvmArguments("-XX:TieredStopAtLevel=1")
                .postgres(database.jdbcUrl(), RelayLogin.NAME, RelayLogin.PASSWORD)
                .kafka(SharedServers.kafka().bootstrapServers())
                .redis(SharedServers.redis().url())
                .environment("OUTBOX_RELAY_NAME", database.name());
    }

    private static List<String> kafka(String type) {
        try (KafkaRecords records =
                KafkaRecords.committed(SharedServers.kafka().bootstrapServers(), "outbox[.]event[.]" + type)) {
            return records.await(2, PATIENCE).stream()
                    .map(record -> String.valueOf(KafkaRecords.header(record, "ce_type")))
                    .toList();
        }
    }

    private static int redis(String type) {
        return RedisStreamReader.of(SharedServers.redis().url(), "outbox:stream:" + type)
                .await(2, PATIENCE)
                .size();
    }
}
