package io.dualstream.outbox.relay.internal.reconcile;

import io.dualstream.outbox.relay.internal.reconcile.sighting.Spill;
import io.dualstream.outbox.relay.internal.reconcile.sighting.Topics;
import io.dualstream.outbox.relay.internal.reconcile.sinks.StreamReader;
import io.dualstream.outbox.relay.status.Reconciler;
import io.dualstream.outbox.relay.status.Reconciler.Position;
import io.dualstream.outbox.relay.status.Reconciler.Stretch;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One stretch, while it is compared. */
final class Step {

    private final ReconcileSettings settings;
    private final TableRows table;
    private final StretchRows rows;
    private final LetterRows letters;
    private final TableRows.Progress progress;
    private final Position from;
    private final Findings findings = new Findings();
    private final List<String> notes = new ArrayList<>();
    private long retried;

    Step(ReconcileSettings settings, TableRows table, TableRows.Progress progress, Position from) {
        this.settings = settings;
        this.table = table;
        this.rows = table.stretches();
        this.letters = table.letters(settings.relay());
        this.progress = progress;
        this.from = from;
    }

    /** A stretch without events. */
    static Stretch empty(Instant from, Position next, boolean withRedis, String note) {
        Reconciler.Report report = new Findings().report(from, next.time(), withRedis, 0);
        return new Stretch(report, next.xid(), next, next.time(), 0, 0, List.of(note));
    }

    Stretch compare(Sinks sinks) throws SQLException, IOException {
        Topics topics = sinks.topics(letters.sentElsewhere(from.time()));
        Sinks.Read read = sinks.read(from, topics, table::now);
        // last, because every event that a sink had was committed before
        table.freeze();
        notes.addAll(read.notes());
        long to = from.xid();
        String hindrance = hindrance(read);
        if (hindrance != null) {
            notes.add("waits: " + hindrance);
        } else if (progress.settledXid() > to) {
            to = progress.settledXid();
            compare(to, sinks, topics);
        }
        StretchRows.Count later = rows.later(to);
        findings.pending = later.events();
        Instant oldest = later.oldest();
        return new Stretch(
                findings.report(from.time(), progress.at(), settings.streams() != null, read.foreign()),
                from.xid(),
                new Position(to, progress.at(), read.kafka(), read.redis(), sinks.oldest()),
                oldest == null ? progress.at() : oldest,
                retried,
                letters.unpublished(),
                notes);
    }

    /** Why nothing can be compared now; null if it can. */
    private @Nullable String hindrance(Sinks.Read read) throws SQLException {
        if (read.held() != null) {
            return read.held();
        }
        if (progress.settledXid() == 0) {
            return "relay " + settings.relay() + " has not said how far it is";
        }
        String aside = rows.aside();
        return aside == null ? null : "table " + aside + " has events that are to become a partition again";
    }

    private void compare(long to, Sinks sinks, Topics topics) throws SQLException, IOException {
        Spill later = new Spill();
        try (Spill found = new Spill()) {
            rows.read(from.xid(), to, sinks.types(), found);
            Reconciler.Range.Seq seqs = rows.seqs(from.xid(), to);
            if (seqs != null) {
                letters.read(seqs, progress.at(), topics, found);
            }
            rows.readLater(to, found);
            Leftovers leftovers = new Leftovers(sinks, later);
            new Comparison(sinks.types(), to, settings.streams() != null, findings, leftovers).run(sinks.seen(), found);
            String redis = from.redis();
            leftovers.resolve(table, letters, topics, redis == null ? null : StreamReader.epoch(redis), findings);
            retried = leftovers.retried();
            if (leftovers.notLookedUp() > 0) {
                notes.add(leftovers.notLookedUp() + " more events of the sinks are in no row of this stretch");
            }
        } finally {
            sinks.keep(later); // which closes what was read; after an exception, the sinks are closed anyway
        }
    }
}
