package io.dualstream.outbox.relay.internal.reconcile;

import io.dualstream.outbox.relay.status.ReconcileRange;
import io.dualstream.outbox.relay.status.ReconcileReport;
import java.io.IOException;
import java.sql.SQLException;

/**
 * Compares the three. Reads only; a relay, writers and retention may go on meanwhile (retention waits for the table to be read).
 * Needs about 500 bytes of heap for every 256th event, and 61 bytes of temporary disk for each event in each of the three.
 */
public final class Reconciliation {

    private final ReconcileSettings settings;

    public Reconciliation(ReconcileSettings settings) {
        this.settings = settings;
    }

    /** Blocks for as long as it takes to read the range; any exception means that nothing can be said. */
    public ReconcileReport run(ReconcileRange range) throws SQLException, IOException {
        try (TableRows table = TableRows.open(settings.table());
                Spill seen = new Spill()) {
            ReconcileRange.Time time = time(range, table);
            Types types = new Types();
            // first: what the relay has now, the sinks have when they are read
            long settledXid = table.settledXid();
            long foreign;
            try (KafkaTopics kafka = new KafkaTopics(settings.kafka(), settings.topicPrefix())) {
                kafka.read(time, types, seen);
                foreign = kafka.foreign();
            }
            ReconcileSettings.Streams streams = settings.streams();
            if (streams != null) {
                try (RedisStreams redis = new RedisStreams(streams)) {
                    redis.read(time, types, seen);
                    foreign += redis.foreign();
                }
            }
            // last: what the sinks had, was committed
            table.freeze();
            table.read(time, types, seen);
            var comparison = new Comparison(types, table.covered(), settledXid, streams != null);
            return comparison.run(seen).report(time, foreign);
        }
    }

    private static ReconcileRange.Time time(ReconcileRange range, TableRows table) throws SQLException {
        if (range instanceof ReconcileRange.Time time) {
            return time;
        }
        ReconcileRange.Seq seq = (ReconcileRange.Seq) range;
        ReconcileRange.Time time = table.timeOf(seq);
        if (time == null) {
            throw new IllegalArgumentException("the table has no event with seq " + seq.from() + " to " + seq.to());
        }
        return time;
    }
}
