package io.dualstream.outbox.benchmarks.campaign;

import io.dualstream.outbox.benchmarks.campaign.judge.Violation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What is kept of a round that is not clean, beside its relays' logs. */
final class KeptEvidence {

    private KeptEvidence() {}

    static void write(Path directory, RoundResult round) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("history " + round.history());
        round.episodes().forEach(episode -> lines.add(episode.toString()));
        round.verdicts().forEach(verdict -> lines.add(verdict.toString()));
        lines.addAll(round.complaints());
        round.violations().map(Violation::toString).forEach(lines::add);
        Files.write(directory.resolve("verdict.txt"), lines);
    }
}
