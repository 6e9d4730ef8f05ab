package io.dualstream.outbox.inbox;

import java.util.List;

/**
 * What a consumer does with some events at once, within the transaction that the inbox began. Whatever it throws rolls everything
 * back, and it is then called for each event alone.
 */
@FunctionalInterface
public interface EventsHandler {

    void handle(List<Envelope> events) throws Exception;
}
