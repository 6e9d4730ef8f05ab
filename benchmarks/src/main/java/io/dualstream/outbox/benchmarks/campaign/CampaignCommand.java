package io.dualstream.outbox.benchmarks.campaign;

import io.dualstream.outbox.benchmarks.campaign.faults.Fault;
import io.dualstream.outbox.benchmarks.campaign.faults.RelayProgram;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Faults under load, and a verdict; exit code 1 when anything is not as promised. */
@Command(
        name = "campaign",
        description =
                "Kills, freezes, starves and cuts off everything while writers write, then compares what arrived with "
                        + "what was committed. Exit code 1 when an event is lost, doubled, out of order, leaked or altered.")
public final class CampaignCommand implements Callable<Integer> {

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Option(names = "--seed", description = "What the random choices follow from (default: another one each time).")
    long seed = System.nanoTime() & 0xffff_ffffL;

    @Option(names = "--minutes", defaultValue = "10", description = "How long (default: ${DEFAULT-VALUE}).")
    int minutes;

    @Option(names = "--faults", description = "How many faults, instead of how long.")
    int faults;

    @Option(
            names = "--faults-of",
            split = ",",
            description = "Kinds to choose from (default: all): ${COMPLETION-CANDIDATES}.")
    List<Fault> kinds = List.of(Fault.values());

    @Option(
            names = "--pause-millis",
            defaultValue = "40",
            description = "How long each of the eight writers rests between transactions (default: ${DEFAULT-VALUE}).")
    int pauseMillis;

    @Option(
            names = "--large-rows",
            defaultValue = "20000",
            description = "Rows of a large transaction (default: ${DEFAULT-VALUE}).")
    int largeRows;

    @Option(
            names = "--at-least-once",
            description = "Without Kafka transactions: Kafka may hold events more than once.")
    boolean atLeastOnce;

    @Option(
            names = "--relay-jar",
            defaultValue = "outbox-relay/target/outbox-relay.jar",
            description = "The relay (default: ${DEFAULT-VALUE}).")
    Path relayJar = Path.of("");

    @Option(
            names = "--keep",
            defaultValue = "benchmarks/target/campaign",
            description = "Where logs of rounds that were not clean are kept (default: ${DEFAULT-VALUE}).")
    Path keep = Path.of("");

    @Option(names = "--results", description = "File to which the run adds its line.")
    @Nullable
    Path results;

    @Override
    public Integer call() throws Exception {
        long began = System.nanoTime();
        PrintWriter out = spec.commandLine().getOut();
        CampaignPlan plan = new CampaignPlan(
                seed,
                kinds,
                Duration.ofMinutes(minutes),
                faults,
                Duration.ofMillis(pauseMillis),
                largeRows,
                atLeastOnce);
        Path directory = Files.createDirectories(keep.resolve("seed-" + seed).toAbsolutePath());
        out.printf("seed %d, %s%n", seed, kinds);
        CampaignResult result = new Campaign(plan, RelayProgram.unpack(relayJar, directory), directory, line -> {
                    long seconds = Duration.ofNanos(System.nanoTime() - began).toSeconds();
                    out.printf(Locale.ROOT, "%5d s  %s%n", seconds, line);
                    out.flush();
                })
                .run();
        out.println(new CampaignTable(result.tally()).text());
        out.flush();
        if (results != null) {
            Files.writeString(
                    results, result.json(Instant.now()) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
        return result.isClean() ? 0 : 1;
    }
}
