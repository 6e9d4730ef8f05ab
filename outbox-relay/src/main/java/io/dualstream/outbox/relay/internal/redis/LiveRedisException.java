package io.dualstream.outbox.relay.internal.redis;

/** Redis did not do what it was asked; nothing or all of it was written. Read the cursor again to know. */
public class LiveRedisException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public LiveRedisException(String message) {
        super(message);
    }

    LiveRedisException(String message, Throwable cause) {
        super(message, cause);
    }

    /** A relay with a newer lease has taken over: this one must not write again. */
    public static final class Fenced extends LiveRedisException {
        private static final long serialVersionUID = 1;

        public Fenced(long mine, String newer) {
            super("The live cursor belongs to lease epoch " + newer + ", this relay has " + mine);
        }
    }

    /** A stream holds an entry past the position to write: only a later epoch can follow it. */
    public static final class Ahead extends LiveRedisException {
        private static final long serialVersionUID = 1;
        private final long epoch;

        public Ahead(long epoch) {
            super("A stream holds entries of epoch " + epoch + ", past the live cursor");
            this.epoch = epoch;
        }

        /** Of the entry found. */
        public long epoch() {
            return epoch;
        }
    }
}
