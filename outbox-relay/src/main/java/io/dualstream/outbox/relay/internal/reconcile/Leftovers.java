package io.dualstream.outbox.relay.internal.reconcile;

import io.dualstream.outbox.relay.internal.reconcile.sighting.Sighting;
import io.dualstream.outbox.relay.internal.reconcile.sighting.Spill;
import io.dualstream.outbox.relay.internal.reconcile.sighting.Topics;
import io.dualstream.outbox.relay.status.Reconciler.Report.Kind;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the sinks have and a stretch does not: events of later stretches, which are kept, dead letters of earlier ones that were
 * published since, and what should not be there.
 */
final class Leftovers implements Comparison.Rest {

    /** Number of events that are looked up; further ones are only counted. */
    private static final int MOST = 100_000;

    private static final int AT_ONCE = 10_000;

    private final Sinks sinks;
    private final Spill later;
    private final List<Sighting> unknown = new ArrayList<>();
    private final Set<UUID> retried = new HashSet<>();
    private long notLookedUp;

    /** {@code later} receives the events of later stretches. */
    Leftovers(Sinks sinks, Spill later) {
        this.sinks = sinks;
        this.later = later;
    }

    @Override
    public void early(Sighting seen) throws IOException {
        later.add(seen);
    }

    @Override
    public void unknown(Sighting seen) {
        if (sinks.hadBefore(seen)) {
            return;
        }
        if (unknown.size() < MOST) {
            unknown.add(seen);
        } else {
            notLookedUp++;
        }
    }

    /**
     * Looks up what is unknown among all rows and dead letters.
     *
     * @param epoch epoch of the streams before this stretch; another one may repeat events
     */
    void resolve(TableRows table, LetterRows letters, Topics topics, @Nullable Long epoch, Findings findings)
            throws SQLException, IOException {
        Unmatched nowhere = new Unmatched(sinks.types(), unknown.isEmpty() ? List.of() : table.covered(), findings);
        for (int from = 0; from < unknown.size(); from += AT_ONCE) {
            List<Sighting> part = unknown.subList(from, Math.min(from + AT_ONCE, unknown.size()));
            Set<UUID> ids = part.stream().map(Sighting::id).collect(Collectors.toSet());
            Map<UUID, List<Sighting>> byId =
                    letters.of(ids, topics).stream().collect(Collectors.groupingBy(Sighting::id));
            Set<UUID> known = known(table.stretches(), ids, part);
            for (Sighting seen : part) {
                List<Sighting> own = byId.getOrDefault(seen.id(), List.of());
                if (seen.place() == Sighting.Place.KAFKA && !own.isEmpty()) {
                    retried.add(seen.id());
                    if (own.stream().noneMatch(letter -> letter.hasContentOf(seen))) {
                        findings.add(sinks.types().difference(Kind.ALTERED, seen));
                    }
                } else if (!known.contains(seen.id())) {
                    nowhere.unknown(seen);
                } else if (seen.place() == Sighting.Place.KAFKA || (epoch != null && epoch == seen.major())) {
                    findings.add(sinks.types().difference(Kind.DUPLICATE, seen));
                }
            }
        }
    }

    private static Set<UUID> known(StretchRows rows, Collection<UUID> ids, List<Sighting> part) throws SQLException {
        long from = part.stream().mapToLong(Sighting::micros).min().orElse(0);
        long to = part.stream().mapToLong(Sighting::micros).max().orElse(0);
        return rows.known(ids, from, to);
    }

    /** Number of dead letters that were published since an earlier stretch. */
    long retried() {
        return retried.size();
    }

    /** Number of events that were not looked up, because there were too many. */
    long notLookedUp() {
        return notLookedUp;
    }
}
