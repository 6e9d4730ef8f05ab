package io.dualstream.outbox.benchmarks.control;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * Decodes pgoutput, protocol version 1, as far as an insert-only publication needs it: relations, inserts, commits.
 * Everything else is skipped. Not thread-safe.
 *
 * @see <a href="https://www.postgresql.org/docs/current/protocol-logicalrep-message-formats.html">message formats</a>
 */
final class PgOutputDecoder {

    /** Receives the content of the stream. */
    interface Sink {

        /** One inserted row; {@code row} is reused for the next one. */
        void inserted(InsertedRow row);

        /** The transaction of the rows since the last call committed and ends before {@code endLsn}. */
        void committed(long endLsn);
    }

    private final Sink sink;
    private final InsertedRow row = new InsertedRow();
    private final Map<Integer, Map<String, Integer>> columnsByRelation = new HashMap<>();

    PgOutputDecoder(Sink sink) {
        this.sink = sink;
    }

    /** Consumes one whole message. */
    void decode(ByteBuffer message) {
        switch (message.get()) {
            case 'R' -> relation(message);
            case 'I' -> insert(message);
            case 'C' -> {
                message.position(message.position() + Byte.BYTES + Long.BYTES);
                sink.committed(message.getLong());
            }
            default -> {}
        }
    }

    private void relation(ByteBuffer message) {
        int relation = message.getInt();
        text(message);
        text(message);
        message.get();
        int count = message.getShort();
        Map<String, Integer> columns = new HashMap<>();
        for (int i = 0; i < count; i++) {
            message.get();
            columns.put(text(message), i);
            message.position(message.position() + 2 * Integer.BYTES);
        }
        columnsByRelation.put(relation, columns);
    }

    private void insert(ByteBuffer message) {
        int relation = message.getInt();
        Map<String, Integer> columns = columnsByRelation.get(relation);
        if (columns == null) {
            throw new IllegalStateException(
                    "insert into relation " + relation + ", which the stream has not described");
        }
        message.get();
        row.read(message, columns);
        sink.inserted(row);
    }

    private static String text(ByteBuffer message) {
        int start = message.position();
        while (message.get() != 0) {
            // up to the terminating zero
        }
        byte[] bytes = new byte[message.position() - start - 1];
        message.get(start, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
