package io.dualstream.outbox.testkit.spring;

import static java.util.stream.Collectors.joining;

import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Returns the events recorded since the test began ({@code @BeforeEach} included), in the order of publishing: the committed events,
 * and the events that the test's own open transaction has recorded so far. Each call reads the table. An example with AssertJ:
 *
 * <pre>
 * {@code assertThat(events).extracting(RecordedEvent::eventType).containsExactly("OrderPlaced");
 * assertThat(events.of("order", id).single().payloadAs(OrderPlaced.class)).isEqualTo(expected);
 * assertThat(events.ofType("OrderCancelled")).isEmpty();
 * }</pre>
 *
 * Tests that share an application context and run at the same time see each other's events.
 */
public final class RecordedEvents implements Iterable<RecordedEvent> {

    private final @Nullable EventTable table;
    private final Start start;
    private final Predicate<RecordedEvent> wanted;
    private final String description;

    /** Creates an object without events if there is no table; its methods then throw an exception with the reason. */
    RecordedEvents(@Nullable EventTable table) {
        this(table, new Start(), any -> true, "");
    }

    private RecordedEvents(
            @Nullable EventTable table, Start start, Predicate<RecordedEvent> wanted, String description) {
        this.table = table;
        this.start = start;
        this.wanted = wanted;
        this.description = description;
    }

    /**
     * Returns the events that are recorded from now on in another outbox of the application, given by data source and
     * schema.
     */
    public static RecordedEvents in(DataSource dataSource, String schema) {
        RecordedEvents events = new RecordedEvents(new EventTable(dataSource, schema, JsonMapper.shared()));
        events.begin();
        return events;
    }

    /** Returns the events of all aggregates of a type. */
    public RecordedEvents of(String aggregateType) {
        return only(event -> event.aggregateType().equals(aggregateType), " of " + aggregateType);
    }

    /** Returns the events of one aggregate, whose id is compared as text. */
    public RecordedEvents of(String aggregateType, Object aggregateId) {
        String id = aggregateId.toString();
        return only(
                event -> event.aggregateType().equals(aggregateType)
                        && event.aggregateId().equals(id),
                " of " + aggregateType + " " + id);
    }

    /** Returns the events of one event type. */
    public RecordedEvents ofType(String eventType) {
        return only(event -> event.eventType().equals(eventType), " " + eventType);
    }

    /** Excludes the events recorded so far, which do not belong to the test. */
    void begin() {
        start.snapshot = table == null ? null : table.snapshot();
    }

    /**
     * Returns the only event. If there is none or more than one, throws an {@link AssertionError} that lists the recorded
     * events.
     */
    public RecordedEvent single() {
        List<RecordedEvent> events = toList();
        if (events.size() != 1) {
            throw new AssertionError("expected one event" + description + ", but there "
                    + (events.isEmpty() ? "is none" : "are " + events.size()) + ". " + told(recorded()));
        }
        return events.get(0);
    }

    /** Returns the events recorded up to now; the list is unmodifiable. */
    public List<RecordedEvent> toList() {
        return recorded().stream().filter(wanted).toList();
    }

    @Override
    public Iterator<RecordedEvent> iterator() {
        return toList().iterator();
    }

    /** Lists the recorded events, one per line. */
    @Override
    public String toString() {
        return told(toList());
    }

    private RecordedEvents only(Predicate<RecordedEvent> condition, String description) {
        return new RecordedEvents(table, start, wanted.and(condition), this.description + description);
    }

    private List<RecordedEvent> recorded() {
        if (table == null) {
            throw new IllegalStateException("this application has several data sources, none of them primary: take"
                    + " RecordedEvents.in(dataSource, schema) at the beginning of the test");
        }
        String since = start.snapshot;
        if (since == null) {
            throw new IllegalStateException("no test has begun yet: RecordedEvents are for @BeforeEach, @Test and"
                    + " @AfterEach methods, and need Spring's default test execution listeners");
        }
        return table.recordedSince(since);
    }

    private static String told(List<RecordedEvent> events) {
        return events.isEmpty()
                ? "Nothing was recorded since the test began."
                : events.stream()
                        .map(RecordedEvent::toString)
                        .collect(joining("\n  ", "Recorded since the test began:\n  ", ""));
    }

    private static final class Start {
        private volatile @Nullable String snapshot;
    }
}
