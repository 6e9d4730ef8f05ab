package io.dualstream.outbox.example.orders.demo.ledger;

import io.dualstream.outbox.example.orders.demo.ledger.Card.Kind;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Records which events committed or rolled back, and when a witness saw each event arrive. Latency is measured from the
 * instant before COMMIT was sent, so latency includes the work of the database. Thread-safe.
 */
public final class Ledger {

    /** The changes since the previous call; the cards are in the order of their changes. */
    public record News(Totals totals, Tally.View redis, Tally.View kafka, List<Card.View> cards) {}

    private static final int REMEMBERED_EVENTS = 200_000;
    private static final int REMEMBERED_CARDS = 16;
    private static final long OVERDUE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Map<UUID, Entry> entries = new LinkedHashMap<>();
    private final Map<UUID, Entry> underway = new LinkedHashMap<>();
    private final Map<Stream, Tally> tallies = new EnumMap<>(Stream.class);
    private final Deque<Card> recent = new ArrayDeque<>();
    private final Set<Card> changed = new LinkedHashSet<>();
    private final LongSupplier clock;
    private long cards;
    private long committed;
    private long rolledBack;
    private long duplicates;
    private long leaked;

    /** Creates a ledger. The clock counts nanoseconds from any origin, as {@link System#nanoTime} does. */
    public Ledger(LongSupplier clock) {
        this.clock = clock;
        for (Stream stream : Stream.values()) {
            tallies.put(stream, new Tally());
        }
    }

    public synchronized Card open(Kind kind, String title, String detail, int planned) {
        var card = new Card(++cards, kind, title, detail, planned, clock.getAsLong());
        recent.addLast(card);
        if (recent.size() > REMEMBERED_CARDS) {
            recent.removeFirst();
        }
        changed.add(card);
        return card;
    }

    /** Records that an event was written inside a transaction that is still open. */
    public synchronized void written(UUID id, Card card) {
        entries.put(id, new Entry(card));
        if (entries.size() > REMEMBERED_EVENTS) {
            var oldest = entries.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    /** Records that COMMIT is about to be sent. */
    public synchronized void committing(Collection<UUID> ids) {
        long now = clock.getAsLong();
        ids.forEach(id -> entry(id).sentNanos = now);
    }

    public synchronized void committed(Collection<UUID> ids) {
        long now = clock.getAsLong();
        for (UUID id : ids) {
            Entry entry = entry(id);
            committed++;
            entry.card.committed(entry.sentNanos, now);
            changed.add(entry.card);
            if (!entry.arrivedEverywhere()) {
                underway.put(id, entry);
            }
        }
        notifyAll();
    }

    public synchronized void rolledBack(Collection<UUID> ids) {
        for (UUID id : ids) {
            Entry entry = entry(id);
            entry.rolledBack = true;
            rolledBack++;
            entry.card.rolledBack();
            changed.add(entry.card);
        }
        notifyAll();
    }

    /** Records that a witness saw the event. The page shows {@code subject} if the demo did not write the event itself. */
    public synchronized void arrived(Stream stream, UUID id, String subject) {
        long now = clock.getAsLong();
        Entry entry = entries.get(id);
        if (entry == null) {
            entry = fromOutside(id, subject);
        }
        if (entry.rolledBack) {
            leaked++;
        } else if (!entry.seen.add(stream)) {
            duplicates++;
        } else {
            count(stream, entry, now);
            if (entry.arrivedEverywhere()) {
                underway.remove(id);
            }
        }
        notifyAll();
    }

    private void count(Stream stream, Entry entry, long now) {
        Tally tally = tally(stream);
        tally.arrived();
        if (entry.card.kind != Kind.OUTSIDE) {
            tally.measured(now - entry.sentNanos, now);
        }
        entry.card.arrived(stream, now);
        changed.add(entry.card);
    }

    private Entry fromOutside(UUID id, String subject) {
        Card last = recent.peekLast();
        if (last == null || last.kind != Kind.OUTSIDE) {
            last = open(Kind.OUTSIDE, subject, "committed by another program", 0);
        }
        last.grow();
        written(id, last);
        committing(List.of(id));
        committed(List.of(id));
        return entry(id);
    }

    private Entry entry(UUID id) {
        Entry entry = entries.get(id);
        if (entry == null) {
            throw new IllegalStateException("Event " + id + " is not in the ledger");
        }
        return entry;
    }

    private Tally tally(Stream stream) {
        return tallies.computeIfAbsent(stream, key -> new Tally());
    }

    public synchronized Totals totals() {
        long overdueBefore = clock.getAsLong() - OVERDUE_NANOS;
        long missing = underway.values().stream()
                .takeWhile(entry -> entry.sentNanos - overdueBefore < 0)
                .count();
        long inRedis = tally(Stream.REDIS).count();
        long inKafka = tally(Stream.KAFKA).count();
        return new Totals(committed, rolledBack, inRedis, inKafka, missing, duplicates, leaked);
    }

    /** Returns the changes since the previous call, for one reader. */
    public synchronized News news() {
        var views = changed.stream().map(Card::view).toList();
        changed.clear();
        return new News(
                totals(), tally(Stream.REDIS).view(), tally(Stream.KAFKA).view(), views);
    }

    /** Returns the content of a page that was just opened. */
    public synchronized List<Card.View> recent() {
        return recent.stream().map(Card::view).toList();
    }

    public synchronized Card.View view(Card card) {
        return card.view();
    }

    public synchronized void forgetLatencies() {
        tallies.values().forEach(Tally::forgetLatencies);
    }

    /** Waits until the sums meet the condition; returns false if they do not within the time. */
    public synchronized boolean await(Predicate<Totals> condition, Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!condition.test(totals())) {
            long leftMillis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (leftMillis <= 0) {
                return false;
            }
            wait(leftMillis);
        }
        return true;
    }
}
