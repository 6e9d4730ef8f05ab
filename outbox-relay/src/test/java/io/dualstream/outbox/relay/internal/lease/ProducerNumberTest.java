package io.dualstream.outbox.relay.internal.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dualstream.outbox.testkit.TestDatabase;
import io.dualstream.outbox.testkit.junit.OutboxServers;
import java.sql.Connection;
import org.junit.jupiter.api.Test;

@OutboxServers
class ProducerNumberTest {

    private final TestDatabase database;

    ProducerNumberTest(TestDatabase database) {
        this.database = database;
    }

    @Test
    void onlyTheLatestLeaderLeavesATransactionalIdBehind() throws Exception {
        database.execute("insert into outbox.lease (name, epoch, holder) values ('numbered', 7, 'me')");
        ProducerNumber frozen = new ProducerNumber("outbox", "numbered", 6);
        ProducerNumber leading = new ProducerNumber("outbox", "numbered", 7);
        try (Connection connection = database.dataSource().getConnection()) {
            assertThatThrownBy(() -> frozen.next(connection)).isInstanceOf(SupersededException.class);
            assertThat(leading.current(connection)).isZero();

            assertThat(leading.next(connection)).isEqualTo(1);
            assertThat(leading.current(connection)).isEqualTo(1);
        }
    }
}
