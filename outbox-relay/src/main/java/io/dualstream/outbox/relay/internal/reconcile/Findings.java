package io.dualstream.outbox.relay.internal.reconcile;

import io.dualstream.outbox.relay.status.Reconciler;
import io.dualstream.outbox.relay.status.Reconciler.Report.Difference;
import io.dualstream.outbox.relay.status.Reconciler.Report.Kind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts all differences, and keeps the first ones. Not thread-safe. */
final class Findings {

    long inTable;
    long inKafka;
    long inRedis;
    long pending;
    long notKept;
    private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);
    private final List<Difference> differences = new ArrayList<>();

    void add(Difference difference) {
        counts.merge(difference.kind(), 1L, Long::sum);
        if (differences.size() < Reconciler.Report.LISTED) {
            differences.add(difference);
        }
    }

    Reconciler.Report report(
            Reconciler.Range.Time range, long foreign, boolean withRedis, TableRows.@Nullable Letters letters) {
        return new Reconciler.Report(
                range.from(),
                range.to(),
                inTable,
                inKafka,
                withRedis ? inRedis : null,
                pending,
                notKept,
                letters == null ? null : letters.open(),
                letters == null ? null : letters.discarded(),
                foreign,
                counts,
                differences);
    }
}
