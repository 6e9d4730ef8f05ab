package io.dualstream.outbox.relay.internal.redis;

import io.dualstream.outbox.relay.internal.cursor.LiveCursor;

/**
 * What Redis holds of the live path besides the events.
 *
 * @param position of the last entry
 * @param database identity of the table that the cursor is about
 * @param cursor in its text form: what this version cannot read must not keep it from starting
 */
public record StoredCursor(StreamPosition position, String database, String cursor) {

    /** Bytes it takes in Redis, about. */
    public int bytes() {
        return position.toString().length() + database.length() + cursor.length();
    }

    /** Positioned {@code entries} further, with that cursor. */
    public StoredCursor next(int entries, LiveCursor next) {
        return new StoredCursor(position.plus(entries), database, next.toText());
    }
}
