package io.dualstream.outbox;

/** Thrown if there is no transaction that the event could be part of; nothing was written. */
public class NoTransactionException extends OutboxException {

    private static final long serialVersionUID = 1;

    public NoTransactionException(String message) {
        super(message);
    }
}
