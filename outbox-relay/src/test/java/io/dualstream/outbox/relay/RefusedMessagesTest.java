package io.dualstream.outbox.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dualstream.outbox.testkit.TestDatabase;
import io.dualstream.outbox.testkit.TestKafka;
import io.dualstream.outbox.testkit.junit.OutboxServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The relay needs logical messages for its heartbeats, and nobody else needs the right to write them. */
@OutboxServers
@SuppressWarnings("try") // a relay does its work by being open
class RefusedMessagesTest {

    private static final String STRANGER = "stranger_with_messages";

    private final DurableScene scene;

    RefusedMessagesTest(TestDatabase database, TestKafka kafka) {
        this.scene = new DurableScene(database, kafka);
    }

    @Test
    void theDocumentedRevokeBitesAndTheRelaysHeartbeatsGoOn() throws Exception {
        TestDatabase database = scene.database;
        RelayLogin.make(database);
        database.execute("drop role if exists " + STRANGER + "; create role " + STRANGER);
        String message = "set role " + STRANGER + "; select pg_logical_emit_message(true, 'x', 'y')";
        database.execute(message);

        database.execute(documented());

        assertThatThrownBy(() -> database.execute(message)).hasMessageContaining("permission denied for function");
        assertThatThrownBy(() -> database.execute(
                        "set role " + STRANGER + "; select pg_logical_emit_message(true, 'x', '\\x00'::bytea)"))
                .hasMessageContaining("permission denied for function");
        try (Relay relay =
                scene.start(scene.settings().postgres(database.jdbcUrl(), RelayLogin.NAME, RelayLogin.PASSWORD))) {
            scene.insert(0, 1);
            scene.awaitHorizon(); // moved by heartbeats that come back
            assertThat(DurableScene.numbers(scene.arrived(1))).containsExactly(0);
        }
    }

    private static String documented() throws IOException {
        String page = Files.readString(Path.of("../docs/decisions/0032-wal-that-no-stream-can-read.md"), UTF_8);
        return page.substring(page.indexOf("do $$"), page.indexOf("$$;\n```") + 3);
    }
}
