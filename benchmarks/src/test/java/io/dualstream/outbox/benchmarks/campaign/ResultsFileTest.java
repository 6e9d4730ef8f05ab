package io.dualstream.outbox.benchmarks.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dualstream.outbox.benchmarks.campaign.faults.Fault;
import io.dualstream.outbox.benchmarks.campaign.faults.Struck;
import io.dualstream.outbox.benchmarks.campaign.judge.Verdict;
import io.dualstream.outbox.benchmarks.campaign.judge.Violation;
import io.dualstream.outbox.benchmarks.campaign.judge.Wrong;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run leaves behind, whatever ended it, and what the documentation makes of it. */
class ResultsFileTest {

    private static final Instant NOW = Instant.parse("2026-12-01T10:00:00Z");
    private static final Instant LATER = NOW.plusSeconds(1);
    private static final CampaignPlan PLAN = new CampaignPlan(
            4711,
            List.of(Fault.KAFKA_AWAY, Fault.REDIS_FLUSHED),
            Duration.ofMinutes(10),
            3,
            Duration.ofMillis(40),
            20_000,
            Duration.ofMinutes(10),
            true,
            Control.NONE);

    @TempDir
    private Path directory;

    private ResultsFile file;
    private Path path;

    @BeforeEach
    void begin() {
        path = directory.resolve("results.jsonl");
        file = new ResultsFile(path);
    }

    @Test
    void keepsUnderWhichConditionsARunWasMade() throws IOException {
        String run = plan("build-one", NOW);
        assertThat(file.planOf(run)).isEqualTo(PLAN);
        assertThatThrownBy(() -> file.planOf("another")).hasMessageContaining("no plan of a run another");
    }

    @Test
    void tellsOfRunsThatWereStoppedOrAborted() throws IOException {
        plan("build-one", NOW);
        assertThat(report()).contains("| stopped |").contains("No run by this judge has ended yet");

        Files.delete(path);
        file.outcome(plan("build-one", NOW), result(), new IllegalStateException("no space"), NOW);
        assertThat(report()).contains("| aborted |");
        assertThat(Files.readString(path)).contains("no space");
    }

    @Test
    void countsOnlyTheNewestRelayAndThisJudge() throws IOException {
        Files.writeString(
                path,
                "{\"date\":\"2026-11-22T14:45:01Z\",\"seed\":11,\"versions\":{\"relay\":\"old\"},\"minutes\":10.6,"
                        + "\"events\":743872,\"clean\":true,\"faults\":{\"kafka-away\":{\"count\":500}}}\n");
        file.outcome(plan("build-one", NOW), result(episode(Fault.KAFKA_AWAY, 8)), null, NOW);
        file.outcome(plan("build-two", LATER), result(episode(Fault.KAFKA_AWAY, 8)), null, LATER);

        assertThat(report())
                .containsPattern("Relay build-two .* in 1 runs")
                .containsPattern("kafka-away +[|] +8 .* 32 %")
                .containsPattern("2026-11-22 14:45, seed 11 +[|] before");
    }

    @Test
    void showsLeaksAndStrikesWithoutEffect() throws IOException {
        Violation leak = new Violation(Wrong.LEAKED, Long.MIN_VALUE, "leaked");
        Episode idle = new Episode(
                List.of(new Struck(Fault.REDIS_FLUSHED, false, Optional.of("it was empty"))), 1, Duration.ZERO);
        file.outcome(plan("build-one", NOW), result(List.of(idle), List.of(leak)), null, NOW);

        assertThat(report())
                .containsPattern("redis-flushed +[|] +0 [|] +0 [|] +1 [|]")
                .containsPattern("of no fault +[|] +0 [|] +0 [|] +0 [|] +0 [|] +0 [|] +0 [|] +1 [|]")
                .containsPattern("[|] +NO [|]");
    }

    private String plan(String relay, Instant when) throws IOException {
        return file.plan(PLAN, new Versions(Map.of("relay", relay, "commit", "abc")), when);
    }

    private String report() throws IOException {
        return new ResultsReport(Files.readAllLines(path)).text();
    }

    private static Episode episode(Fault fault, int times) {
        return new Episode(Collections.nCopies(times, new Struck(fault, false, Optional.empty())), 1, Duration.ZERO);
    }

    private static CampaignResult result(Episode... episodes) {
        return result(List.of(episodes), List.of());
    }

    private static CampaignResult result(List<Episode> episodes, List<Violation> violations) {
        Verdict verdict = new Verdict("Kafka", 100, 10, 100, 0, violations);
        RoundResult round = new RoundResult(episodes, List.of(verdict), List.of(), "0123456789abcdef");
        return new CampaignResult(PLAN, Duration.ofMinutes(6), List.of(round));
    }
}
