package io.dualstream.outbox.inbox;

/** What a consumer does with an event, within the transaction that the inbox began. Whatever it throws rolls everything back. */
@FunctionalInterface
public interface EventHandler {

    void handle(Envelope event) throws Exception;
}
