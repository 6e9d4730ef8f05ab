package io.dualstream.outbox.relay.internal.durable.letters;

import io.dualstream.outbox.relay.config.RelaySettings;
import io.dualstream.outbox.relay.internal.cursor.LetterMark;
import io.dualstream.outbox.relay.internal.deadletter.BlockedKeys;
import io.dualstream.outbox.relay.internal.deadletter.NewDeadLetter;
import io.dualstream.outbox.relay.internal.deadletter.RedeliveryQueue;
import io.dualstream.outbox.relay.internal.kafka.EventPublisher;
import io.dualstream.outbox.relay.internal.kafka.Refusal;
import io.dualstream.outbox.relay.internal.kafka.RefusedException;
import io.dualstream.outbox.relay.internal.kafka.StateRecord;
import io.dualstream.outbox.relay.internal.text.Counted;
import io.dualstream.outbox.relay.status.DeadLetters;
import io.dualstream.outbox.relay.status.DeadLetters.DeadLetter;
import io.dualstream.outbox.relay.status.EventRecord;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes dead letters: the letters whose retry was requested, and the letters that waited behind them. Not thread-safe. */
final class Redelivery {

    private static final Logger log = LoggerFactory.getLogger(Redelivery.class);
    private static final int PORTION_ROWS = 500;

    private final RelaySettings.DeadLetters settings;
    private final RedeliveryQueue queue;
    private final EventPublisher publisher;
    private final String markKey;

    /** {@code markKey} is the key of the {@link LetterMark} in the state topic. */
    Redelivery(RelaySettings.DeadLetters settings, RedeliveryQueue queue, EventPublisher publisher, String markKey) {
        this.settings = settings;
        this.queue = queue;
        this.publisher = publisher;
        this.markKey = markKey;
    }

    /** Publishes the next portion; returns whether there may be more. {@code lanes} are the closed lanes. */
    boolean next(BlockedKeys lanes) throws SQLException, InterruptedException {
        List<DeadLetter> underWay = new ArrayList<>();
        try {
            return queue.publishNext(PORTION_ROWS, publisher.maxBytes(), letters -> {
                        underWay.addAll(letters);
                        publish(letters);
                    })
                    > 0;
        } catch (RefusedException e) {
            refusedAgain(underWay, e.refusals(), lanes);
            return true;
        }
    }

    private void publish(List<DeadLetter> letters) throws InterruptedException {
        LetterMark mark = new LetterMark(letters.stream()
                .map(letter ->
                        new LetterMark.Letter(letter.number(), letter.event().id()))
                .toList());
        publisher.publish(letters.stream().map(DeadLetter::event).toList(), new StateRecord(markKey, mark.encode()));
        log.info("{} published now", Counted.of(letters.size(), "dead letter is", "dead letters are"));
    }

    /** Of several letters that wait for each other, only the first has failed. */
    private void refusedAgain(List<DeadLetter> letters, List<Refusal> refusals, BlockedKeys lanes) throws SQLException {
        IdentityHashMap<EventRecord, Refusal> refused = new IdentityHashMap<>();
        refusals.forEach(refusal -> refused.put(refusal.event(), refusal));
        BlockedKeys closed = new BlockedKeys();
        for (DeadLetter letter : letters) {
            Refusal refusal = refused.get(letter.event());
            boolean waits = letter.state() == DeadLetters.State.PARKED && closed.hold(letter.event());
            if (refusal != null && !waits) {
                NewDeadLetter setback = DeadLetterRouter.refusedAgain(settings, lanes, letter, refusal);
                queue.refused(letter.number(), setback);
                closed.close(letter.event(), setback.blocks());
                log.warn("Dead letter {} was refused again: {}", letter.number(), setback.reason());
            }
        }
    }
}
