package io.dualstream.outbox.inbox.internal;

import io.dualstream.outbox.OutboxException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * One attempt, in a transaction of its own. Distinguishes a failure after a handler was called, which counts against the event,
 * from an earlier failure, which does not.
 */
public final class Attempt {

    /** A handler was called, and the handler or the commit failed; everything is rolled back. */
    public static final class Failed extends Exception {

        private static final long serialVersionUID = 1;

        private final Exception thrown;

        Failed(Exception thrown) {
            super(thrown);
            this.thrown = thrown;
        }

        public Exception thrown() {
            return thrown;
        }
    }

    /** The work that is done in the transaction. */
    @FunctionalInterface
    public interface Body<T> {
        T run(Attempt attempt);
    }

    /** Code of users, which may throw anything. */
    @FunctionalInterface
    public interface Handler {
        void run() throws Exception;
    }

    private boolean handlerRan;

    private Attempt() {}

    public static <T> T run(TransactionTemplate transactions, Body<T> body) throws Failed {
        var attempt = new Attempt();
        try {
            return transactions.execute(status -> body.run(attempt));
        } catch (Thrown e) {
            if (e.thrown instanceof InterruptedException) {
                Thread.currentThread().interrupt();
                throw new OutboxException("A handler was interrupted; what it did is rolled back", e.thrown);
            }
            throw new Failed(e.thrown);
        } catch (RuntimeException e) {
            if (attempt.handlerRan) {
                throw new Failed(e);
            }
            throw e;
        }
    }

    /** Calls a handler. */
    public void handle(Handler handler) {
        handlerRan = true;
        try {
            handler.run();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new Thrown(e);
        }
    }

    /** Carries a checked exception through Spring's callback. */
    private static final class Thrown extends RuntimeException {

        private static final long serialVersionUID = 1;

        private final Exception thrown;

        Thrown(Exception thrown) {
            super(thrown);
            this.thrown = thrown;
        }
    }
}
