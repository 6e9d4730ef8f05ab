package io.dualstream.outbox.example.orders.demo.witness;

import io.dualstream.outbox.Outbox;
import io.dualstream.outbox.OutboxEvent;
import io.dualstream.outbox.example.orders.OrderPlaced;
import io.dualstream.outbox.example.orders.demo.ledger.Card;
import io.dualstream.outbox.example.orders.demo.ledger.Card.Kind;
import io.dualstream.outbox.example.orders.demo.ledger.Ledger;
import java.util.List;
import java.util.UUID;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Wraps the real outbox, and reports to the ledger which events were published and how the caller's transaction ended. */
public final class ObservedOutbox implements Outbox {

    private final Outbox outbox;
    private final Ledger ledger;
    private final CurrentCard current;

    public ObservedOutbox(Outbox outbox, Ledger ledger, CurrentCard current) {
        this.outbox = outbox;
        this.ledger = ledger;
        this.current = current;
    }

    @Override
    public UUID publish(OutboxEvent event) {
        UUID id = outbox.publish(event);
        observe(List.of(event), List.of(id));
        return id;
    }

    @Override
    public List<UUID> publishAll(List<OutboxEvent> events) {
        List<UUID> ids = outbox.publishAll(events);
        observe(events, ids);
        return ids;
    }

    private void observe(List<OutboxEvent> events, List<UUID> ids) {
        Card card = current.get();
        for (int i = 0; i < ids.size(); i++) {
            ledger.written(ids.get(i), card == null ? open(events.get(i)) : card);
        }
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void beforeCommit(boolean readOnly) {
                ledger.committing(ids);
            }

            @Override
            public void afterCompletion(int status) {
                if (status == STATUS_COMMITTED) {
                    ledger.committed(ids);
                } else {
                    ledger.rolledBack(ids);
                }
            }
        });
    }

    private Card open(OutboxEvent event) {
        if (event.payload() instanceof OrderPlaced order) {
            return ledger.open(Kind.ORDER, order.customer() + " · " + order.item(), "€ " + order.amount(), 1);
        }
        return ledger.open(Kind.ORDER, event.eventType(), event.aggregateId(), 1);
    }
}
