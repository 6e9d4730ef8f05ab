package io.dualstream.outbox.relay.internal.reconcile;

import io.dualstream.outbox.relay.internal.reconcile.sighting.Topics;
import io.dualstream.outbox.relay.internal.reconcile.sighting.Types;
import io.dualstream.outbox.relay.internal.reconcile.sinks.KafkaFeed;
import io.dualstream.outbox.relay.internal.reconcile.sinks.StreamReader;
import io.dualstream.outbox.relay.status.Reconciler;
import io.dualstream.outbox.relay.status.Reconciler.Position;
import io.dualstream.outbox.relay.status.Reconciler.Stretch;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Compares stretch after stretch of transactions, from the xid before which the relay had written everything to the next such
 * xid. All transactions of a stretch have ended, so its events are complete, however long ago they were created.
 */
final class Following implements Reconciler.Follower {

    private final ReconcileSettings settings;
    private @Nullable Position position;
    private @Nullable Sinks sinks;

    Following(ReconcileSettings settings, @Nullable Position position) {
        this.settings = settings;
        this.position = position;
    }

    @Override
    public Stretch next() throws SQLException, IOException {
        try (TableRows table = TableRows.open(settings.table())) {
            Stretch stretch = next(table);
            position = stretch.next();
            return stretch;
        } catch (SQLException | IOException | RuntimeException e) {
            try {
                closeSinks(); // the next call opens them at the last position
            } catch (IOException ofClose) {
                e.addSuppressed(ofClose);
            }
            throw e;
        }
    }

    private Stretch next(TableRows table) throws SQLException, IOException {
        // first, because every sink has the events that the relay reports now when the sink is read later
        TableRows.Progress progress = table.progress(settings.relay());
        Position from = position;
        if (from == null || from.xid() == 0) {
            return begin(table, progress, "begins");
        }
        if (progress.nextXid() < from.xid()) {
            return begin(
                    table,
                    progress,
                    "the database has not reached xid " + from.xid()
                            + ", so it was put back or is another one: begins again");
        }
        if (sinks == null) {
            sinks = Sinks.open(settings, from);
        }
        return new Step(settings, table, progress, from).compare(sinks);
    }

    /** The next stretch begins where the relay is now, and where the sinks end. */
    private Stretch begin(TableRows table, TableRows.Progress progress, String note) throws SQLException, IOException {
        closeSinks();
        long xid = progress.settledXid();
        Instant from = position == null ? progress.at() : position.time();
        if (xid == 0) {
            return Step.empty(
                    from,
                    new Position(0, progress.at(), Map.of(), null, null),
                    settings.streams() != null,
                    "relay " + settings.relay() + " has not said how far it is");
        }
        // the sinks first: an event that is written before they end is in the table afterwards
        Map<String, Long> ends;
        try (KafkaFeed kafka = new KafkaFeed(settings.kafka())) {
            ends = kafka.ends(new Topics(new Types(), settings.topicPrefix(), Map.of()));
        }
        ReconcileSettings.Streams streams = settings.streams();
        String last = null;
        if (streams != null) {
            try (StreamReader redis = streams.reader()) {
                last = redis.position();
            }
        }
        StretchRows.Count later = table.stretches().later(xid);
        Position next = new Position(xid, progress.at(), ends, last, later.oldest());
        return Step.empty(from, next, streams != null, note + " at xid " + xid);
    }

    private void closeSinks() throws IOException {
        Sinks open = sinks;
        sinks = null;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public void close() throws IOException {
        closeSinks();
    }
}
