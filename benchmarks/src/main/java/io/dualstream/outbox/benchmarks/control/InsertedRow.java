package io.dualstream.outbox.benchmarks.control;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The columns of one inserted row in PostgreSQL's text form. The object refers to the message, and is valid until the next one. */
final class InsertedRow {

    private ByteBuffer message = ByteBuffer.allocate(0);
    private Map<String, Integer> columns = Map.of();
    private int[] offsets = new int[16];
    private int[] lengths = new int[16];

    void read(ByteBuffer tuple, Map<String, Integer> columnIndexes) {
        message = tuple;
        columns = columnIndexes;
        int count = tuple.getShort();
        if (count > offsets.length) {
            offsets = new int[count];
            lengths = new int[count];
        }
        for (int i = 0; i < count; i++) {
            byte kind = tuple.get();
            lengths[i] = kind == 't' ? tuple.getInt() : -1;
            offsets[i] = tuple.position();
            tuple.position(offsets[i] + Math.max(0, lengths[i]));
        }
    }

    /** The column's text as bytes, or null when it is null. */
    byte @Nullable [] bytes(String column) {
        Integer index = columns.get(column);
        if (index == null) {
            throw new IllegalArgumentException("no column " + column + ", there are " + columns.keySet());
        }
        if (lengths[index] < 0) {
            return null;
        }
        byte[] bytes = new byte[lengths[index]];
        message.get(offsets[index], bytes);
        return bytes;
    }

    /** The text of a column that cannot be null. */
    String text(String column) {
        byte[] bytes = bytes(column);
        if (bytes == null) {
            throw new IllegalStateException("column " + column + " is null");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
