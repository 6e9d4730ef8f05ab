package io.dualstream.outbox.relay.internal.durable.recovery;

import io.dualstream.outbox.relay.internal.cursor.DurableCursor;
import io.dualstream.outbox.relay.internal.cursor.Lsn;
import io.dualstream.outbox.relay.internal.runtime.Causes;
import io.dualstream.outbox.relay.internal.wal.WalStreamException;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells a slot that no stream can get past from streams that fail. Such streams end at one position, again and again, because
 * what the WAL holds there does not fit into this JVM's heap, or because the server cannot decode or send it. Other failures, such
 * as those of a network, do not count, however often they occur. One object outlives all attempts of a path. Used by the path's
 * thread.
 */
public final class UnreadableWal {

    /** Streams that end at one position before the slot is given up. The first may only have met a heap that others had filled. */
    static final int STREAMS = 3;

    /**
     * SQLSTATEs with which a server ends a stream that cannot be read: disk or memory are too small for a transaction, or a file
     * of the WAL is missing. A class of errors in {@link #CLASSES} counts as a whole.
     */
    private static final Set<String> STATES = Set.of("53100", "53200", "58P01");

    /** A limit of the server is exceeded, and internal errors. */
    private static final Set<String> CLASSES = Set.of("54", "XX");

    private final String slot;
    private @Nullable Position position;
    private int streams;
    private String cause = "";

    public UnreadableWal(String slot) {
        this.slot = slot;
    }

    /** What Kafka holds, without the horizon: a mark may be proven although the stream brings nothing new. */
    private record Position(long commitLsn, long previousXid, long currentXid, long published) {

        static Position of(DurableCursor cursor) {
            return new Position(cursor.commitLsn(), cursor.previousXid(), cursor.currentXid(), cursor.published());
        }
    }

    /** A stream has ended by itself when Kafka held {@code cursor}. */
    public void ended(DurableCursor cursor, WalStreamException failure) {
        String reason = reason(failure);
        if (reason == null) {
            return;
        }
        Position at = Position.of(cursor);
        streams = at.equals(position) ? streams + 1 : 1;
        position = at;
        cause = reason;
    }

    /** Why the slot has to be given up if Kafka holds {@code cursor}; null if a stream may begin there. */
    @Nullable
    String verdict(DurableCursor cursor) {
        if (streams < STREAMS || !Position.of(cursor).equals(position)) {
            return null;
        }
        return "the WAL after " + Lsn.format(cursor.commitLsn()) + " cannot be read: " + streams
                + " streams in a row ended there, the last with " + cause + ". Replication slot '" + slot
                + "' is given up. If somebody wrote a logical message that exceeds the heap (-Xmx), let only the relay write"
                + " them: revoke execute on function pg_logical_emit_message(...) from public";
    }

    private static @Nullable String reason(WalStreamException failure) {
        OutOfMemoryError memory = Causes.find(failure, OutOfMemoryError.class);
        if (memory != null) {
            return memory.toString();
        }
        SQLException refused = failure.whileReading() ? Causes.find(failure, SQLException.class) : null;
        return refused != null && isLasting(refused.getSQLState()) ? Causes.sentence(refused) : null;
    }

    private static boolean isLasting(@Nullable String state) {
        return state != null && (STATES.contains(state) || CLASSES.stream().anyMatch(state::startsWith));
    }
}
