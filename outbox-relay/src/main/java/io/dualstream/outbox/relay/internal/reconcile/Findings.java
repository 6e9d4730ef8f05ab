package io.dualstream.outbox.relay.internal.reconcile;

import io.dualstream.outbox.relay.internal.reconcile.sighting.Letter;
import io.dualstream.outbox.relay.status.Reconciler;
import io.dualstream.outbox.relay.status.Reconciler.Report.Difference;
import io.dualstream.outbox.relay.status.Reconciler.Report.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Counts all differences, and keeps the first ones. Not thread-safe. */
final class Findings {

    long inTable;
    long inKafka;
    long inRedis;
    long pending;
    long notKept;
    private final Map<Letter, Long> letters = new EnumMap<>(Letter.class);
    private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);
    private final List<Difference> differences = new ArrayList<>();

    void add(Difference difference) {
        counts.merge(difference.kind(), 1L, Long::sum);
        if (differences.size() < Reconciler.Report.LISTED) {
            differences.add(difference);
        }
    }

    /** Counts an event that Kafka does not have because it is a dead letter. */
    void add(Letter letter) {
        letters.merge(letter, 1L, Long::sum);
    }

    Reconciler.Report report(Instant from, Instant to, boolean withRedis, long foreign) {
        return new Reconciler.Report(
                from,
                to,
                inTable,
                inKafka,
                withRedis ? inRedis : null,
                pending,
                notKept,
                foreign,
                new Reconciler.Report.Letters(
                        letters.getOrDefault(Letter.OPEN, 0L),
                        letters.getOrDefault(Letter.PARKED, 0L),
                        letters.getOrDefault(Letter.PENDING, 0L),
                        letters.getOrDefault(Letter.DISCARDED, 0L)),
                counts,
                differences);
    }
}
