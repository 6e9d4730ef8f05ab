package io.dualstream.outbox.spring.observe;

import io.dualstream.outbox.inbox.Envelope;
import io.dualstream.outbox.inbox.Inbox.Outcome;
import io.dualstream.outbox.inbox.InboxListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;

/** Counts the events that consumers were given, by outcome, in {@code outbox.inbox.events}. */
record InboxMetrics(MeterRegistry registry) implements InboxListener {

    @Override
    public void ended(String consumer, Envelope event, Outcome outcome) {
        count(consumer, outcome.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    @Override
    public void failed(String consumer, Envelope event, Throwable cause) {
        count(consumer, "failed");
    }

    private void count(String consumer, String outcome) {
        Counter.builder("outbox.inbox.events")
                .description("Events given to the inbox, by outcome")
                .tag("outbox.consumer", consumer)
                .tag("outcome", outcome)
                .register(registry)
                .increment();
    }
}
