package io.dualstream.outbox.testkit.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.dualstream.outbox.testkit.SharedServers;
import io.dualstream.outbox.testkit.Sql;
import io.dualstream.outbox.testkit.TestDatabase;
import io.dualstream.outbox.testkit.TestKafka;
import io.dualstream.outbox.testkit.TestPostgres;
import io.dualstream.outbox.testkit.TestRedis;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

@OutboxServers
class OutboxServersTest {

    @Test
    void sharesTheServersOfTheJvm(TestPostgres postgres, TestKafka kafka, TestRedis redis) {
        assertThat(postgres).isSameAs(SharedServers.postgres());
        assertThat(kafka).isSameAs(SharedServers.kafka());
        assertThat(redis).isSameAs(SharedServers.redis());
    }

    @Nested
    class InATest {
        private final TestDatabase database;

        InATest(TestDatabase database) {
            this.database = database;
        }

        @BeforeEach
        void insertsIntoTheDatabaseOfTheTest(TestDatabase same) throws SQLException {
            assertThat(same).isEqualTo(database);
            Sql.insertEvent(same);
        }

        @RepeatedTest(2)
        void eachTestHasAFreshDatabase(TestDatabase same) throws SQLException {
            assertThat(same).isEqualTo(database);
            assertThat(Sql.query(database, "select count(*) from outbox.event")).isEqualTo("1");
        }
    }

    @Nested
    class InAClass {
        private static TestDatabase ofClass;

        @BeforeAll
        static void take(TestDatabase database) {
            ofClass = database;
        }

        @RepeatedTest(2)
        void allTestsHaveTheDatabaseOfTheClass(TestDatabase database) {
            assertThat(database).isEqualTo(ofClass);
        }
    }
}
