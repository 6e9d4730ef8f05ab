package io.dualstream.outbox.relay.internal.table;

import io.dualstream.outbox.relay.internal.text.Counted;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Events that left the table before every sink had them.
 *
 * @param how describes the removal in words: what, where, when, by whom
 * @param range of the removed events, as far as it is known
 * @param events the events one by one; null if only the range is known
 */
public record Removal(String how, Range range, @Nullable List<Event> events) {

    /** One removed event. */
    public record Event(long xid, long seq, UUID id, Instant createdAt) {}

    /** The first and the last removed event, both included. A field that is null is unknown. */
    public record Range(
            @Nullable Long events,
            @Nullable Long firstXid,
            @Nullable Long lastXid,
            @Nullable Long firstSeq,
            @Nullable Long lastSeq,
            @Nullable Instant firstAt,
            @Nullable Instant lastAt) {

        /** The range of at least one event. */
        static Range of(Collection<Event> events) {
            return new Range(
                    (long) events.size(),
                    events.stream().mapToLong(Event::xid).min().orElseThrow(),
                    events.stream().mapToLong(Event::xid).max().orElseThrow(),
                    events.stream().mapToLong(Event::seq).min().orElseThrow(),
                    events.stream().mapToLong(Event::seq).max().orElseThrow(),
                    events.stream()
                            .map(Event::createdAt)
                            .min(Instant::compareTo)
                            .orElseThrow(),
                    events.stream()
                            .map(Event::createdAt)
                            .max(Instant::compareTo)
                            .orElseThrow());
        }

        @Override
        public String toString() {
            Map<String, String> parts = new LinkedHashMap<>();
            part(parts, "seq", firstSeq, lastSeq);
            part(parts, "xid", firstXid, lastXid);
            part(parts, "created", firstAt, lastAt);
            String count = events == null ? "an unknown number of events" : Counted.of(events, "event");
            return parts.isEmpty() ? count : count + " (" + String.join(", ", parts.values()) + ")";
        }

        private static void part(
                Map<String, String> parts, String name, @Nullable Object first, @Nullable Object last) {
            if (first != null && last != null) {
                parts.put(name, name + " " + first + (first.equals(last) ? "" : " to " + last));
            }
        }
    }

    /** The removal without the published events; null if no event is left. */
    public @Nullable Removal without(Predicate<UUID> published) {
        if (events == null) {
            return this;
        }
        List<Event> rest =
                events.stream().filter(event -> !published.test(event.id())).toList();
        return rest.isEmpty() ? null : new Removal(how, Range.of(rest), rest);
    }

    @Override
    public String toString() {
        return range + " " + how;
    }
}
