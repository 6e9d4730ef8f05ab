package io.dualstream.outbox.relay.internal.cursor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Thousands of random histories of writers, polls and crashes, each told by its seed. */
class LiveCursorHistoryTest {

    private static final int HISTORIES = 4000;
    private static final int CONTROL_HISTORIES = 500;
    private static final int STEPS = 250;

    @Test
    void pushesEachCommittedRowOnceAndInOrderPerAggregateThroughAnyCrash() {
        for (long seed = 0; seed < HISTORIES; seed++) {
            assertThat(fault(seed, new LiveReader.Cursor(), Crashes.ANY))
                    .as("seed %d", seed)
                    .isNull();
        }
    }

    @Test
    void readingWhatIsGreaterThanTheLastSeqLosesRows() {
        assertThat(faults(LiveReader.GreaterThanLast::new, Crashes.NONE)).isPositive();
    }

    @Test
    void givingUpSeqGapsAtTheXmaxOfTheSnapshotThatShowedThemLosesRows() {
        assertThat(faults(() -> new LiveReader.SeqGaps(true), Crashes.NONE)).isPositive();
    }

    @Test
    void givingUpSeqGapsAtTheNextXidLosesNone() {
        assertThat(faults(() -> new LiveReader.SeqGaps(false), Crashes.NONE)).isZero();
    }

    @Test
    void trustingASnapshotAcrossACrashOfTheDatabaseLosesRows() {
        assertThat(faults(LiveReader.Cursor::uncapped, Crashes.ANY)).isPositive();
    }

    private enum Crashes {
        NONE,
        ANY
    }

    private static int faults(Supplier<LiveReader> reader, Crashes crashes) {
        int faults = 0;
        for (long seed = 0; seed < CONTROL_HISTORIES; seed++) {
            faults += fault(seed, reader.get(), crashes) == null ? 0 : 1;
        }
        return faults;
    }

    /** Plays one history to its end and returns what went wrong; null when nothing did. */
    private static @Nullable String fault(long seed, LiveReader reader, Crashes crashes) {
        Random random = new Random(seed);
        ModelDatabase database = new ModelDatabase(random);
        List<ModelDatabase.Transaction> writers = new ArrayList<>();
        List<LiveRow> pushed = new ArrayList<>();
        int limit = 1 + random.nextInt(8);
        int aggregates = 1 + random.nextInt(6);
        for (int step = 0; step < STEPS; step++) {
            switch (random.nextInt(12)) {
                case 0, 1 -> writers.add(database.new Transaction());
                case 2, 3, 4, 5 ->
                    any(writers, random).ifPresent(writer -> writer.insert("a" + random.nextInt(aggregates)));
                case 6 ->
                    any(writers, random).ifPresent(writer -> {
                        if (random.nextBoolean()) {
                            writer.assignXid();
                        } else {
                            writer.burnSeq();
                        }
                    });
                case 7, 8 ->
                    any(writers, random).ifPresent(writer -> {
                        writers.remove(writer);
                        if (random.nextInt(5) == 0) {
                            writer.rollBack();
                        } else {
                            writer.commit();
                        }
                    });
                case 9, 10 -> pushed.addAll(reader.poll(database, limit));
                default -> {
                    if (crashes == Crashes.ANY && random.nextInt(8) == 0) {
                        if (random.nextBoolean()) {
                            reader.relayCrashed();
                        } else {
                            database.crash();
                            writers.clear();
                            reader.databaseCrashed();
                        }
                    }
                }
            }
        }
        writers.forEach(ModelDatabase.Transaction::commit);
        List<LiveRow> rows;
        do {
            rows = reader.poll(database, limit);
            pushed.addAll(rows);
        } while (!rows.isEmpty());
        return judge(database.committed, pushed, reader);
    }

    private static Optional<ModelDatabase.Transaction> any(List<ModelDatabase.Transaction> writers, Random random) {
        return writers.isEmpty() ? Optional.empty() : Optional.of(writers.get(random.nextInt(writers.size())));
    }

    private static @Nullable String judge(List<LiveRow> committed, List<LiveRow> pushed, LiveReader reader) {
        Set<Long> seqs = new HashSet<>();
        Map<String, Long> lastOfAggregate = new HashMap<>();
        for (LiveRow row : pushed) {
            if (!seqs.add(row.event().seq())) {
                return "pushed twice: " + row;
            }
            Long before =
                    lastOfAggregate.put(row.event().aggregateId(), row.event().seq());
            if (before != null && before > row.event().seq()) {
                return "pushed too late: " + row;
            }
        }
        for (LiveRow row : committed) {
            if (!seqs.contains(row.event().seq())) {
                return "never pushed: " + row;
            }
        }
        return reader.isAtRest() ? null : "a gap is open although every writer has ended";
    }
}
