package io.dualstream.outbox.relay.internal.kafka;

import io.dualstream.outbox.relay.internal.kafka.client.SendErrorClassifier;
import io.dualstream.outbox.relay.status.EventRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the events that cause a refusal, by trying ever smaller parts of the refused events. */
final class Isolation {

    /** Tries events together, without publishing them. */
    @FunctionalInterface
    interface Trial {

        /** Why Kafka refuses one or more of the events, or null if it would take them all. */
        @Nullable
        Exception refusal(List<EventRecord> events) throws InterruptedException;
    }

    private final Trial trial;
    private final List<Refusal> found = new ArrayList<>();
    private final Map<String, Refusal> byRoute = new HashMap<>();

    private Isolation(Trial trial) {
        this.trial = trial;
    }

    /** The events that Kafka refuses; empty if Kafka takes all events. Costs about two trials for each halving and refused event. */
    static List<Refusal> among(List<EventRecord> events, Trial trial) throws InterruptedException {
        Isolation isolation = new Isolation(trial);
        isolation.search(events);
        isolation.addTheirTopics(events);
        return isolation.found;
    }

    private void addTheirTopics(List<EventRecord> events) {
        for (EventRecord event : byRoute.isEmpty() ? List.<EventRecord>of() : events) {
            Refusal first = byRoute.get(route(event));
            if (first != null) {
                found.add(new Refusal(event, true, first.cause()));
            }
        }
    }

    private void search(List<EventRecord> all) throws InterruptedException {
        List<EventRecord> events = new ArrayList<>(all.size());
        for (EventRecord event : all) {
            if (!byRoute.containsKey(route(event))) {
                events.add(event);
            }
        }
        Exception why = events.isEmpty() ? null : trial.refusal(events);
        if (why == null) {
            return;
        }
        if (events.size() > 1) {
            search(events.subList(0, events.size() / 2));
            search(events.subList(events.size() / 2, events.size()));
            return;
        }
        EventRecord culprit = events.get(0);
        if (SendErrorClassifier.on(why) == SendErrorClassifier.TOPIC) {
            byRoute.put(route(culprit), new Refusal(culprit, true, why));
        } else {
            found.add(new Refusal(culprit, false, why));
        }
    }

    /** The part of an event that determines its topic. */
    private static String route(EventRecord event) {
        return event.topic() == null ? event.aggregateType() : "topic " + event.topic();
    }
}
