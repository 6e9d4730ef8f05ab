package io.dualstream.outbox.relay.internal.durable.recovery;

import io.dualstream.outbox.relay.internal.kafka.DurableSink;
import io.dualstream.outbox.relay.internal.kafka.PublishedEvents;
import io.dualstream.outbox.relay.status.EventRecord;
import java.sql.SQLException;

/**
 * Tells a recovery which rows the topics hold. The heap it needs depends neither on the topics nor on the table: it knows a
 * range of rows at a time, and reads the topics once for each range.
 */
final class PublishedRows {

    private final DurableSink sink;
    private final long sinceMillis;
    private final boolean any;
    private PublishedEvents published = new PublishedEvents();
    /** Rows up to here were candidates. Whoever gives a row its seq by hand may choose one below zero. */
    private long lastSeq = Long.MIN_VALUE;

    private long before;

    /** Reads topics from records of the time {@code sinceMillis} on. */
    PublishedRows(DurableSink sink, long sinceMillis) throws InterruptedException {
        this.sink = sink;
        this.sinceMillis = sinceMillis;
        this.any = sink.holdsSince(sinceMillis);
    }

    /** Finds these candidates in the topics. */
    PublishedEvents find(PublishedEvents candidates) throws InterruptedException {
        if (any && candidates.candidates() > 0) {
            sink.publishedSince(sinceMillis, candidates);
        }
        return candidates;
    }

    /**
     * The range with the row {@code next}. Rows that a slot's snapshot shows are asked for, not what is visible before the slot
     * exists: a stream brings an event, and a predecessor may have published it, before other sessions see its row.
     */
    PublishedEvents at(EventRecord next, RecoverySource.Rows rows) throws SQLException, InterruptedException {
        if (any && next.seq() > lastSeq) {
            before += published.size();
            published = new PublishedEvents(); // the heap has room for one
            lastSeq = rows.candidates(next.seq() - 1, sink.maxCandidates(), published);
            find(published);
        }
        return published;
    }

    /** Whether the topics may hold anything that this relay published. */
    boolean any() {
        return any;
    }

    /** Number of rows that were found in the topics. */
    long size() {
        return before + published.size();
    }
}
