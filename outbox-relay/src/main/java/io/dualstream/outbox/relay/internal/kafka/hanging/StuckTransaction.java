package io.dualstream.outbox.relay.internal.kafka.hanging;

import io.dualstream.outbox.relay.internal.kafka.client.KafkaClients;
import io.dualstream.outbox.relay.internal.kafka.client.KafkaSettings;
import io.dualstream.outbox.relay.internal.kafka.client.KafkaUnavailableException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTransactionsResult;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;

/**
 * A transaction whose outcome is decided, but not written into all of its partitions, because one of them takes no writes.
 * Usually this takes milliseconds; until then, Kafka lets nobody begin another transaction under the same transactional id.
 */
public final class StuckTransaction {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Set<TransactionState> DECIDED =
            Set.of(TransactionState.PREPARE_COMMIT, TransactionState.PREPARE_ABORT);

    private StuckTransaction() {}

    /** Waits some seconds for the end of the transaction; {@link StuckTransactionException} names the partitions that are missing. */
    public static void awaitEnd(Admin admin, KafkaSettings settings) throws InterruptedException {
        String transactionalId = settings.transactionalId();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            TransactionDescription last =
                    describe(admin, List.of(transactionalId)).get(transactionalId);
            if (last == null || !DECIDED.contains(last.state())) {
                return;
            }
            if (System.nanoTime() - deadline > 0) {
                describe(admin, List.of(settings.nextTransactionalId())); // fails without the right to use that id
                throw new StuckTransactionException("Kafka cannot end the last transaction of '" + transactionalId
                        + "' as long as " + last.topicPartitions() + " take no writes");
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    /** Kafka's descriptions of the last transactions under these ids; nothing for ids that were never used, or long ago. */
    static Map<String, TransactionDescription> describe(Admin admin, List<String> transactionalIds)
            throws InterruptedException {
        String what = "Looking up the last transactions of " + transactionalIds;
        DescribeTransactionsResult all = admin.describeTransactions(transactionalIds);
        Map<String, TransactionDescription> known = new HashMap<>();
        for (String id : transactionalIds) {
            try {
                known.put(id, KafkaClients.get(what, all.description(id)));
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TransactionalIdNotFoundException)) {
                    throw new KafkaUnavailableException(what + " failed: " + e.getMessage(), e);
                }
            }
        }
        return known;
    }
}
