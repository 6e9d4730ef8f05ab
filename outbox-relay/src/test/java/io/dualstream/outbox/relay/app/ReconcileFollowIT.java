package io.dualstream.outbox.relay.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.dualstream.outbox.testkit.SharedServers;
import io.dualstream.outbox.testkit.TestDatabase;
import io.dualstream.outbox.testkit.TestKafka;
import io.dualstream.outbox.testkit.TestProxy;
import io.dualstream.outbox.testkit.junit.OutboxServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real process follows, outlives an outage, ends on SIGTERM, and finds a receipt that was changed. */
@OutboxServers
class ReconcileFollowIT {

    private final TestDatabase database;
    private final TestKafka kafka;

    ReconcileFollowIT(TestDatabase database, TestKafka kafka) {
        this.database = database;
        this.kafka = kafka;
    }

    @Test
    void followsUntilSigtermAndLeavesWholeReceipts(@TempDir Path folder) throws SQLException, IOException {
        Path receipts = folder.resolve("receipts.jsonl");
        Path key = Files.writeString(folder.resolve("key"), "a secret of some length");
        database.execute("insert into outbox.lease (name, epoch, holder, published_xid)"
                + " values ('outbox', 1, 'me', pg_snapshot_xmax(pg_current_snapshot()))");
        try (TestProxy proxy = TestProxy.to(SharedServers.postgres().port());
                RelayProcess follower = reconcile(
                        database.through(proxy),
                        "--follow",
                        "--interval=100ms",
                        "--receipts=" + receipts,
                        "--receipts-key-file",
                        key.toString())) {
            follower.awaitLog("begins at xid");
            proxy.cut();
            follower.awaitLog("outbox-relay: cannot compare for now");
            proxy.restore();
            follower.awaitLog("outbox-relay: compares again");
            follower.terminate();
            assertThat(follower.awaitExit()).as(follower.log()).isZero();
            assertThat(follower.log()).containsOnlyOnce("cannot compare for now");
        }
        assertThat(Files.readString(receipts)).endsWith("\"}\n");
        verify(receipts, key, 0, "each follows the one before; 0 with differences");
        try (RelayProcess successor = reconcile(
                database, "--follow", "--interval=100ms", "--receipts=" + receipts, "--receipts-key-file=" + key)) {
            successor.awaitLog("The same.");
            assertThat(successor.log()).as("goes on at the last receipt").doesNotContain("begins at xid");
            successor.terminate();
            assertThat(successor.awaitExit()).as(successor.log()).isZero();
        }
        verify(receipts, key, 0, "each follows the one before");

        List<String> lines = new ArrayList<>(Files.readAllLines(receipts));
        lines.set(1, lines.get(1).replace("\"table\":0", "\"table\":1"));
        Files.write(receipts, lines);
        verify(receipts, key, 1, "outbox-relay: the receipts are not as they were written: line 2");
    }

    private RelayProcess reconcile(TestDatabase through, String... options) {
        List<String> arguments = new ArrayList<>(List.of("reconcile"));
        arguments.addAll(List.of(options));
        return RelayProcess.builder()
                .postgres(through.jdbcUrl(), through.username(), through.password())
                .kafka(kafka.bootstrapServers())
                .environment("OUTBOX_RELAY_KAFKA_TOPIC_PREFIX", database.name() + ".")
                .arguments(arguments.toArray(String[]::new))
                .start();
    }

    private void verify(Path receipts, Path key, int exitCode, String says) {
        try (RelayProcess verifier =
                reconcile(database, "--verify-receipts", receipts.toString(), "--receipts-key-file", key.toString())) {
            assertThat(verifier.awaitExit()).as(verifier.log()).isEqualTo(exitCode);
            assertThat(verifier.log()).contains(says);
        }
    }
}
