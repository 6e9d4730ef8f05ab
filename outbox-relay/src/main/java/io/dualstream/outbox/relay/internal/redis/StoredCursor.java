package io.dualstream.outbox.relay.internal.redis;

import io.dualstream.outbox.relay.internal.cursor.LiveCursor;

/**
 * The state of the live path that Redis holds beside the events.
 *
 * @param position of the last entry
 * @param database identity of the table that the cursor is about
 * @param cursor in its text form, so that a cursor which this version cannot read does not prevent a start
 */
public record StoredCursor(StreamPosition position, String database, String cursor) {

    /** The approximate number of bytes that the cursor takes in Redis. */
    public int bytes() {
        return position.toString().length() + database.length() + cursor.length();
    }

    /** The cursor {@code next} at a position {@code entries} further. */
    public StoredCursor next(int entries, LiveCursor next) {
        return new StoredCursor(position.plus(entries), database, next.toText());
    }
}
