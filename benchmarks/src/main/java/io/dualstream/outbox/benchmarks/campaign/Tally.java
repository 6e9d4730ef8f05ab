package io.dualstream.outbox.benchmarks.campaign;

import io.dualstream.outbox.benchmarks.campaign.faults.Fault;
import io.dualstream.outbox.benchmarks.campaign.faults.Struck;
import io.dualstream.outbox.benchmarks.campaign.judge.Verdict;
import io.dualstream.outbox.benchmarks.campaign.judge.Violation;
import io.dualstream.outbox.benchmarks.campaign.judge.Wrong;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Counts the results of rounds for each fault. Events belong to the episode in which they were committed, and count for each of
 * the episode's faults.
 */
final class Tally {

    private final Map<Fault, Line> lines = new EnumMap<>(Fault.class);
    private long events;
    private long rolledBack;
    private long seen;
    private long excused;
    private long complaints;
    private final Line unattributed = new Line();

    /** The counts of one fault. */
    static final class Line {
        private final Map<Wrong, Long> wrong = new EnumMap<>(Wrong.class);
        private int struck;
        private int duringAnother;
        private int withoutEffect;
        private long longestRecoveryMillis;

        /** Those that had an effect. */
        int struck() {
            return struck;
        }

        /** Of these, those that struck while another fault lasted. */
        int duringAnother() {
            return duringAnother;
        }

        int withoutEffect() {
            return withoutEffect;
        }

        long wrong(Wrong what) {
            return wrong.getOrDefault(what, 0L);
        }

        /** Each kind by the name it has in results. */
        void wrongs(BiConsumer<String, Long> reader) {
            for (Wrong what : Wrong.values()) {
                reader.accept(what.key(), wrong(what));
            }
        }

        /** Of the episodes in which it struck alone; 0 if there was none. */
        long longestRecoveryMillis() {
            return longestRecoveryMillis;
        }
    }

    void add(RoundResult round) {
        events += round.committed();
        rolledBack += round.verdicts().get(0).rolledBack();
        for (Verdict verdict : round.verdicts()) {
            seen += verdict.seen();
            excused += verdict.excused();
        }
        complaints += round.complaints().size();
        for (Episode episode : round.episodes()) {
            for (Struck struck : episode.faults()) {
                Line line = line(struck.fault());
                if (!struck.counts()) {
                    line.withoutEffect++;
                    continue;
                }
                line.struck++;
                line.duringAnother += struck.isDuringAnother() ? 1 : 0;
                if (episode.faults().size() == 1) {
                    line.longestRecoveryMillis = Math.max(
                            line.longestRecoveryMillis, episode.recovery().toMillis());
                }
            }
        }
        round.violations().forEach(violation -> {
            Optional<Episode> at = episodeOf(violation, round.episodes());
            at.ifPresentOrElse(
                    episode -> episode.faults().stream()
                            .map(Struck::fault)
                            .distinct()
                            .forEach(fault -> line(fault).wrong.merge(violation.wrong(), 1L, Long::sum)),
                    () -> unattributed.wrong.merge(violation.wrong(), 1L, Long::sum));
        });
    }

    private static Optional<Episode> episodeOf(Violation violation, List<Episode> episodes) {
        return violation.isOfAnEvent()
                ? episodes.stream()
                        .filter(episode -> violation.nanos() - episode.untilNanos() <= 0)
                        .findFirst()
                : Optional.empty();
    }

    private Line line(Fault fault) {
        return lines.computeIfAbsent(fault, any -> new Line());
    }

    Map<Fault, Line> lines() {
        return lines;
    }

    long events() {
        return events;
    }

    long rolledBack() {
        return rolledBack;
    }

    /** By all consumers together. */
    long seen() {
        return seen;
    }

    /** Events that need not be there, because somebody deleted their topic. */
    long excused() {
        return excused;
    }

    long complaints() {
        return complaints;
    }

    /** What is wrong with events that nobody committed, or that were committed after the last fault. */
    Line unattributed() {
        return unattributed;
    }
}
