package io.dualstream.outbox.relay.internal.redis;

/** A command to Redis failed; all of it was carried out, or nothing. Only reading the cursor again tells which. */
public class LiveRedisException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public LiveRedisException(String message) {
        super(message);
    }

    public LiveRedisException(String message, Throwable cause) {
        super(message, cause);
    }

    /** A relay with a newer lease has taken over, so this relay must not write again. */
    public static final class Fenced extends LiveRedisException {
        private static final long serialVersionUID = 1;

        public Fenced(long mine, String newer) {
            super("The live cursor belongs to lease epoch " + newer + ", this relay has " + mine);
        }
    }

    /** A stream holds an entry past the position to write, so only a later epoch can follow that entry. */
    public static final class Ahead extends LiveRedisException {
        private static final long serialVersionUID = 1;
        private final long epoch;

        public Ahead(long epoch) {
            super("A stream holds entries of epoch " + epoch + ", past the live cursor");
            this.epoch = epoch;
        }

        /** The epoch of the entry found. */
        public long epoch() {
            return epoch;
        }
    }
}
