package io.dualstream.outbox.relay.internal.reconcile;

import io.dualstream.outbox.relay.internal.reconcile.Sighting.Place;
import io.dualstream.outbox.relay.status.Reconciler.Report.Difference;
import io.dualstream.outbox.relay.status.Reconciler.Report.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Compares the sightings of each event, and then the events of each key in the order in which Kafka has them. */
final class Comparison {

    private static final Comparator<Sighting> IN_KAFKAS_ORDER = Comparator.comparing(Sighting::id)
            .thenComparingLong(Sighting::major)
            .thenComparingLong(Sighting::minor);

    private final Types types;
    private final List<TableRows.Covered> covered;
    private final long settledXid;
    private final boolean withRedis;
    private final Findings findings = new Findings();

    Comparison(Types types, List<TableRows.Covered> covered, long settledXid, boolean withRedis) {
        this.types = types;
        this.covered = covered;
        this.settledXid = settledXid;
        this.withRedis = withRedis;
    }

    Findings run(Spill seen) throws IOException {
        try (Spill keys = new Spill()) {
            for (int bucket = 0; bucket < Spill.BUCKETS; bucket++) {
                Map<UUID, List<Sighting>> byId = new HashMap<>();
                for (Sighting sighting : seen.read(bucket)) {
                    byId.computeIfAbsent(sighting.id(), id -> new ArrayList<>(3))
                            .add(sighting);
                }
                for (List<Sighting> event : byId.values()) {
                    compare(event, keys);
                }
            }
            for (int bucket = 0; bucket < Spill.BUCKETS; bucket++) {
                order(keys.read(bucket));
            }
        }
        return findings;
    }

    private void compare(List<Sighting> event, Spill keys) throws IOException {
        List<Sighting> letters = of(event, Place.DEAD_LETTER);
        // of rows with one id, those that Kafka need not have come last
        List<Sighting> rows = of(event, Place.TABLE).stream()
                .sorted(Comparator.comparing(row -> isUnpublished(letter(letters, row))))
                .toList();
        List<Sighting> records = of(event, Place.KAFKA);
        List<Sighting> entries = of(event, Place.REDIS);
        findings.inTable += rows.size();
        findings.inKafka += Math.min(rows.size(), records.size());
        findings.inRedis += Math.min(rows.size(), entries.size());
        if (rows.isEmpty()) {
            unknown(records);
            unknown(entries);
            return;
        }
        surplus(rows, records);
        surplus(rows, entries);
        for (Sighting row : rows.subList(Math.min(rows.size(), records.size()), rows.size())) {
            missingInKafka(row, letter(letters, row));
        }
        if (withRedis) {
            for (Sighting row : rows.subList(Math.min(rows.size(), entries.size()), rows.size())) {
                missing(row, Place.REDIS, types.mustBeInRedis(row));
            }
        }
        if (rows.size() == 1 && !records.isEmpty()) {
            compare(rows.get(0), records.get(0), letter(letters, rows.get(0)), keys);
        }
    }

    private static @Nullable Sighting letter(List<Sighting> letters, Sighting row) {
        return letters.stream()
                .filter(letter -> letter.minor() == row.minor())
                .findFirst()
                .orElse(null);
    }

    private static boolean isUnpublished(@Nullable Sighting letter) {
        return letter != null && Letter.of(letter) != Letter.PUBLISHED;
    }

    private void missingInKafka(Sighting row, @Nullable Sighting letter) {
        if (letter == null) {
            missing(row, Place.KAFKA, types.mustBeInKafka(row));
        } else if (isUnpublished(letter)) {
            findings.add(Letter.of(letter));
        } else {
            missing(row, Place.KAFKA, types.mustBeInKafka(letter)); // in the topic to which an operator sent it
        }
    }

    private void compare(Sighting row, Sighting record, @Nullable Sighting letter, Spill keys) throws IOException {
        if (!sameContent(row, record) && (letter == null || !sameContent(letter, record))) {
            findings.add(difference(Kind.ALTERED, record));
        }
        if (letter != null) {
            return; // later events may have overtaken it
        }
        // seq and xid replace fields that are no longer needed
        keys.add(new Sighting(
                new UUID(row.key(), row.type()),
                Place.KAFKA,
                row.type(),
                row.minor(),
                row.major(),
                0,
                record.major(),
                record.minor()));
    }

    private static boolean sameContent(Sighting one, Sighting record) {
        return one.digest() == record.digest() && one.type() == record.type() && one.key() == record.key();
    }

    private void missing(Sighting row, Place sink, boolean kept) {
        if (!kept) {
            findings.notKept++;
        } else if (row.major() >= settledXid) {
            findings.pending++;
        } else {
            findings.add(new Difference(
                    Kind.LOST, name(sink), row.id().toString(), types.name(row.type()), "seq " + row.minor()));
        }
    }

    private void surplus(List<Sighting> rows, List<Sighting> seen) {
        for (int i = rows.size(); i < seen.size(); i++) {
            findings.add(difference(Kind.DUPLICATE, seen.get(i)));
        }
    }

    private void unknown(List<Sighting> seen) {
        for (Sighting sighting : seen) {
            if (covered.stream().anyMatch(time -> sighting.micros() >= time.from() && sighting.micros() < time.to())) {
                findings.add(difference(Kind.LEAKED, sighting));
            } else {
                findings.notKept++;
            }
        }
    }

    /** Checks the order within each transaction. Across transactions, only the server knows which one committed first. */
    private void order(List<Sighting> events) {
        events.sort(IN_KAFKAS_ORDER);
        UUID key = new UUID(0, 0);
        Map<Long, Long> lastSeq = new HashMap<>();
        for (Sighting event : events) {
            if (!event.id().equals(key)) {
                key = event.id();
                lastSeq.clear();
            }
            Long last = lastSeq.put(event.digest(), event.micros());
            if (last != null && event.micros() < last) {
                findings.add(new Difference(
                        Kind.OUT_OF_ORDER,
                        name(Place.KAFKA),
                        null,
                        types.name(event.type()),
                        "seq " + event.micros() + " after seq " + last));
            }
        }
    }

    private Difference difference(Kind kind, Sighting seen) {
        String at = seen.place() == Place.KAFKA
                ? "partition " + seen.major() + " offset " + seen.minor()
                : "position " + seen.major() + "-" + seen.minor();
        return new Difference(kind, name(seen.place()), seen.id().toString(), types.name(seen.type()), at);
    }

    private static List<Sighting> of(List<Sighting> event, Place place) {
        return event.stream().filter(sighting -> sighting.place() == place).toList();
    }

    private static String name(Place place) {
        return place.name().toLowerCase(Locale.ROOT);
    }
}
