package io.dualstream.outbox.relay.internal.reconcile;

import io.dualstream.outbox.relay.internal.reconcile.sighting.Spill;
import io.dualstream.outbox.relay.internal.reconcile.sighting.Topics;
import io.dualstream.outbox.relay.internal.reconcile.sighting.Types;
import io.dualstream.outbox.relay.internal.reconcile.sinks.KafkaTopics;
import io.dualstream.outbox.relay.internal.reconcile.sinks.RedisStreams;
import io.dualstream.outbox.relay.status.Reconciler;
import java.io.IOException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Reads the sinks first and the table last: by then it has all that a sink had. */
public final class Reconciliation implements Reconciler {

    private final ReconcileSettings settings;

    public Reconciliation(ReconcileSettings settings) {
        this.settings = settings;
    }

    @Override
    public Reconciler.Report run(Reconciler.Range range) throws SQLException, IOException {
        try (TableRows table = TableRows.open(settings.table());
                Spill seen = new Spill()) {
            Reconciler.Range.Time time = time(range, table);
            Types types = new Types();
            // first, because every sink has the events that the relay reports now when the sink is read later
            TableRows.Progress progress = table.progress(settings.relay());
            LetterRows letters = table.letters(settings.relay());
            Topics topics = new Topics(types, settings.topicPrefix(), letters.sentElsewhere(time));
            long foreign;
            try (KafkaTopics kafka = new KafkaTopics(settings.kafka(), topics)) {
                kafka.read(time, seen);
                foreign = kafka.foreign();
            }
            ReconcileSettings.Streams streams = settings.streams();
            if (streams != null) {
                try (RedisStreams redis = new RedisStreams(streams.reader())) {
                    redis.read(time, types, seen);
                    foreign += redis.foreign();
                }
            }
            // last, because every event that a sink had was committed before
            table.freeze();
            table.read(time, types, seen);
            letters.read(time, progress.at(), topics, seen);
            Findings findings = new Findings();
            Unmatched unmatched = new Unmatched(types, table.covered(), findings);
            new Comparison(types, progress.settledXid(), streams != null, findings, unmatched).run(seen);
            return findings.report(time.from(), time.to(), streams != null, foreign);
        }
    }

    @Override
    public Reconciler.Follower follow(Reconciler.@Nullable Position after) {
        return new Following(settings, after);
    }

    private static Reconciler.Range.Time time(Reconciler.Range range, TableRows table) throws SQLException {
        if (range instanceof Reconciler.Range.Time time) {
            return time;
        }
        Reconciler.Range.Seq seq = (Reconciler.Range.Seq) range;
        Reconciler.Range.Time time = table.timeOf(seq);
        if (time == null) {
            throw new IllegalArgumentException("the table has no event with seq " + seq.from() + " to " + seq.to());
        }
        return time;
    }
}
