package io.dualstream.outbox.relay.internal.reconcile;

import io.dualstream.outbox.relay.internal.reconcile.sighting.Letter;
import io.dualstream.outbox.relay.internal.reconcile.sighting.Sighting;
import io.dualstream.outbox.relay.internal.reconcile.sighting.Sighting.Place;
import io.dualstream.outbox.relay.internal.reconcile.sighting.Spill;
import io.dualstream.outbox.relay.internal.reconcile.sighting.Types;
import io.dualstream.outbox.relay.status.Reconciler.Report.Difference;
import io.dualstream.outbox.relay.status.Reconciler.Report.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Compares the sightings of each event, and then the events of each key in the order in which Kafka has them. */
final class Comparison {

    private static final Comparator<Sighting> IN_KAFKAS_ORDER = Comparator.comparing(Sighting::id)
            .thenComparingLong(Sighting::major)
            .thenComparingLong(Sighting::minor);

    private final Types types;
    private final long settledXid;
    private final boolean withRedis;
    private final Findings findings;
    private final Rest rest;

    /** What the sinks have, and the compared rows do not explain. */
    interface Rest {

        /** The sink has an event that is in no row that was read. */
        void unknown(Sighting seen) throws IOException;

        /** The sink has an event that is not to be compared yet. */
        void early(Sighting seen) throws IOException;
    }

    Comparison(Types types, long settledXid, boolean withRedis, Findings findings, Rest rest) {
        this.types = types;
        this.settledXid = settledXid;
        this.withRedis = withRedis;
        this.findings = findings;
        this.rest = rest;
    }

    /** Compares what all of these contain. */
    void run(Spill... seen) throws IOException {
        try (Spill keys = new Spill()) {
            for (int bucket = 0; bucket < Spill.BUCKETS; bucket++) {
                Map<UUID, List<Sighting>> byId = new HashMap<>();
                for (Spill spill : seen) {
                    for (Sighting sighting : spill.read(bucket)) {
                        byId.computeIfAbsent(sighting.id(), id -> new ArrayList<>(3))
                                .add(sighting);
                    }
                }
                for (List<Sighting> event : byId.values()) {
                    compare(event, keys);
                }
            }
            for (int bucket = 0; bucket < Spill.BUCKETS; bucket++) {
                order(keys.read(bucket));
            }
        }
    }

    private void compare(List<Sighting> event, Spill keys) throws IOException {
        List<Sighting> letters = of(event, Place.DEAD_LETTER);
        // of rows with one id, those that Kafka need not have come last
        List<Sighting> rows = of(event, Place.TABLE).stream()
                .sorted(Comparator.comparing(row -> isUnpublished(letter(letters, row))))
                .toList();
        List<Sighting> records = of(event, Place.KAFKA);
        List<Sighting> entries = ofNewestEpoch(of(event, Place.REDIS));
        boolean isSplit = event.stream().anyMatch(sighting -> sighting.place() == Place.LATER);
        findings.inTable += rows.size();
        findings.inKafka += Math.min(rows.size(), records.size());
        findings.inRedis += Math.min(rows.size(), entries.size());
        surplus(rows, records, isSplit);
        surplus(rows, entries, isSplit);
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
        if (!row.hasContentOf(record) && (letter == null || !letter.hasContentOf(record))) {
            findings.add(types.difference(Kind.ALTERED, record));
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

    private void missing(Sighting row, Place sink, boolean kept) {
        if (!kept) {
            findings.notKept++;
        } else if (row.major() >= settledXid) {
            findings.pending++;
        } else {
            findings.add(new Difference(
                    Kind.LOST, sink.label(), row.id().toString(), types.name(row.type()), "seq " + row.minor()));
        }
    }

    private void surplus(List<Sighting> rows, List<Sighting> seen, boolean isSplit) throws IOException {
        for (Sighting surplus : seen.subList(Math.min(rows.size(), seen.size()), seen.size())) {
            if (isSplit) {
                rest.early(surplus);
            } else if (rows.isEmpty()) {
                rest.unknown(surplus);
            } else {
                findings.add(types.difference(Kind.DUPLICATE, surplus));
            }
        }
    }

    /** A new epoch may repeat events. */
    private static List<Sighting> ofNewestEpoch(List<Sighting> entries) {
        long newest = entries.stream().mapToLong(Sighting::major).max().orElse(0);
        return entries.stream().filter(entry -> entry.major() == newest).toList();
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
                        Place.KAFKA.label(),
                        null,
                        types.name(event.type()),
                        "seq " + event.micros() + " after seq " + last));
            }
        }
    }

    private static List<Sighting> of(List<Sighting> event, Place place) {
        return event.stream().filter(sighting -> sighting.place() == place).toList();
    }
}
