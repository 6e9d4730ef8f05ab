package io.dualstream.outbox.benchmarks.campaign;

import io.dualstream.outbox.benchmarks.campaign.faults.Fault;
import io.dualstream.outbox.benchmarks.campaign.faults.RelayProgram;
import io.dualstream.outbox.benchmarks.campaign.faults.Servers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Plays rounds, one after the other, until the time is up or the number of faults is reached. */
final class Campaign {

    private final CampaignPlan plan;
    private final RelayProgram program;
    private final Path directory;
    private final Consumer<String> say;
    private final long began = System.nanoTime();
    private final Episodes episodes;
    private int struck;

    /** Logs and histories of rounds with violations are kept in {@code directory}. */
    Campaign(CampaignPlan plan, RelayProgram program, Path directory, Consumer<String> say) {
        this.plan = plan;
        this.program = program;
        this.directory = directory;
        this.say = say;
        this.episodes = new Episodes(plan.kinds(), plan.seed());
    }

    /**
     * Ends with the first round that is not clean; with a mistake put in, with the first that shows it. Its plan is in the file before the
     * first relay starts, and its outcome afterwards, whatever it is.
     */
    CampaignResult run(ResultsFile file) throws Exception {
        try (Servers servers = new Servers()) {
            String run = file.plan(plan, Versions.of(servers, program), Instant.now());
            List<RoundResult> rounds = new ArrayList<>();
            Throwable error = null;
            try {
                play(servers, rounds);
            } catch (Exception | Error e) {
                error = e;
                throw e;
            } finally {
                file.outcome(run, result(rounds), error, Instant.now());
            }
            return result(rounds);
        }
    }

    private CampaignResult result(List<RoundResult> rounds) {
        return new CampaignResult(plan, Duration.ofNanos(System.nanoTime() - began), rounds);
    }

    private void play(Servers servers, List<RoundResult> rounds) throws Exception {
        RelayProgram relay = plan.control().mistaken(program, directory);
        while (goesOn() && rounds.stream().noneMatch(plan::isOverAfter)) {
            Path at = Files.createDirectories(directory.resolve("round-%03d".formatted(rounds.size() + 1)));
            long seed = plan.seed() * 1_000 + rounds.size();
            RoundResult round = new Round(plan, servers, relay, at, say).play(seed, someEpisodes());
            rounds.add(round);
            if (round.isClean()) {
                delete(at);
            } else {
                KeptEvidence.write(at, round);
            }
        }
    }

    private Iterator<List<Fault>> someEpisodes() {
        return new Iterator<>() {
            private int played;

            @Override
            public boolean hasNext() {
                return played < plan.episodesPerRound() && goesOn();
            }

            @Override
            public List<Fault> next() {
                played++;
                List<Fault> next = episodes.next();
                struck += next.size();
                return next;
            }
        };
    }

    private boolean goesOn() {
        return plan.faults() > 0
                ? struck < plan.faults()
                : System.nanoTime() - began < plan.time().toNanos();
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }
}
