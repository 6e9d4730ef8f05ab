package io.dualstream.outbox.relay.internal.reconcile.sighting;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Locale;
import java.util.UUID;

/**
 * One event as seen in the table, in Kafka, in Redis or among the dead letters.
 *
 * @param type number of the event's aggregate type
 * @param micros time of creation, in microseconds since 1970
 * @param digest of the payload; 0 if the payload is not available
 * @param key digest of the Kafka key; 0 in Redis, which has none
 * @param major the table: xid; Kafka: partition; Redis: epoch; dead letters: code of the {@link Letter}
 * @param minor the table and dead letters: seq; Kafka: offset; Redis: n
 */
public record Sighting(UUID id, Place place, int type, long micros, long digest, long key, long major, long minor) {

    static final int BYTES = 16 + 1 + 4 + 5 * 8;

    /** The place where the event was seen. */
    public enum Place {
        TABLE,
        KAFKA,
        REDIS,
        /** As it is published when it is retried, edits included. */
        DEAD_LETTER,
        /** The table, as an event that is left for a later stretch. Only id and time are set. */
        LATER;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        private static Place of(byte letter) throws IOException {
            return switch (letter) {
                case 'T' -> TABLE;
                case 'K' -> KAFKA;
                case 'R' -> REDIS;
                case 'D' -> DEAD_LETTER;
                case 'L' -> LATER;
                default -> throw new IOException("no place has the letter " + letter);
            };
        }
    }

    /** Whether payload, key and topic are those of {@code record}. */
    public boolean hasContentOf(Sighting record) {
        return digest == record.digest() && type == record.type() && key == record.key();
    }

    void write(DataOutput out) throws IOException {
        out.writeLong(id.getMostSignificantBits());
        out.writeLong(id.getLeastSignificantBits());
        out.writeByte(place.name().charAt(0));
        out.writeInt(type);
        out.writeLong(micros);
        out.writeLong(digest);
        out.writeLong(key);
        out.writeLong(major);
        out.writeLong(minor);
    }

    static Sighting read(DataInput in) throws IOException {
        return new Sighting(
                new UUID(in.readLong(), in.readLong()),
                Place.of(in.readByte()),
                in.readInt(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong());
    }
}
