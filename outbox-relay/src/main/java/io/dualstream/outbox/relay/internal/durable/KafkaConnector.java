package io.dualstream.outbox.relay.internal.durable;

import io.dualstream.outbox.relay.config.RelaySettings;
import io.dualstream.outbox.relay.config.RelaySettings.Delivery;
import io.dualstream.outbox.relay.internal.kafka.AttemptBudget;
import io.dualstream.outbox.relay.internal.kafka.KafkaSink;
import io.dualstream.outbox.relay.internal.kafka.TransactionSize;
import io.dualstream.outbox.relay.internal.kafka.hanging.StuckTransactionException;
import io.dualstream.outbox.relay.internal.kafka.topics.Stalls;
import io.dualstream.outbox.relay.internal.lease.ProducerNumber;
import io.dualstream.outbox.relay.internal.runtime.RoomSettings;
import java.sql.Connection;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connects to Kafka for each attempt, under a transactional id that can be used. An id is left behind if Kafka cannot end its
 * last transaction. Used by one thread.
 */
final class KafkaConnector {

    private static final Logger log = LoggerFactory.getLogger(KafkaConnector.class);

    private final RoomSettings rooms;
    private final ProducerNumber number;
    private final AttemptBudget patience;
    private final TransactionSize size = new TransactionSize();
    private final Stalls stalls;
    private int own = -1;

    KafkaConnector(RoomSettings rooms, long leaseEpoch, Stalls stalls) {
        RelaySettings relay = rooms.relay();
        this.rooms = rooms;
        this.number = new ProducerNumber(relay.postgres().schema(), relay.name(), leaseEpoch);
        this.patience = new AttemptBudget(relay.deadLetters().maxAttempts());
        this.stalls = stalls;
    }

    /**
     * Fences every earlier producer that used the current transactional id.
     *
     * @throws StuckTransactionException if Kafka cannot end a predecessor's transaction
     */
    KafkaSink open(Connection postgres) throws SQLException, InterruptedException {
        int current = number.current(postgres);
        try {
            return open(current);
        } catch (StuckTransactionException e) {
            if (own != current) {
                // A predecessor that is frozen and not fenced yet could go on once Kafka has ended its transaction.
                throw e;
            }
            // The transaction is this relay's own: all predecessors are fenced, and this path does not use the id any
            // more.
            int next = number.next(postgres);
            log.info("{}: publishing under transactional id number {} from now on", e.getMessage(), next);
            return open(next);
        }
    }

    private KafkaSink open(int producer) throws InterruptedException {
        boolean transactional = rooms.relay().delivery() == Delivery.EXACTLY_ONCE;
        KafkaSink sink = KafkaSink.open(rooms.kafka().withProducer(producer), transactional, patience, size, stalls);
        own = producer;
        return sink;
    }
}
