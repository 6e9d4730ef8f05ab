package io.dualstream.outbox.benchmarks.campaign;

import io.dualstream.outbox.benchmarks.campaign.faults.Fault;
import io.dualstream.outbox.benchmarks.campaign.faults.RelayProgram;
import io.dualstream.outbox.benchmarks.measure.Table;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs faults under load and gives a verdict; exit code 1 if any promise is broken. */
@Command(
        name = "campaign",
        description =
                "Kills, freezes, starves and cuts off everything while writers write, then compares what arrived with "
                        + "what was committed. Exit code 1 when anything is not as promised; with a mistake put in, when what "
                        + "it leads to is not found.")
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
            description =
                    "Kinds to choose from (default: all, but one of the two that delete a topic; or those of the control): "
                            + "${COMPLETION-CANDIDATES}.")
    List<Fault> kinds = List.of();

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
            names = "--outage-seconds",
            defaultValue = "0",
            description = "How long servers are away or hung and long transactions open (default: 5 to 25, at random).")
    int outageSeconds;

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

    @Option(names = "--results", description = "File to which the run adds its plan, and its outcome.")
    @Nullable
    Path results;

    @Option(
            names = "--replay",
            description =
                    "A run in the results: another one with its seed and its conditions, whatever else is said here.")
    @Nullable
    String replay;

    @Option(
            names = "--control",
            defaultValue = "none",
            description =
                    "A mistake to put in; exit code 0 only if what it leads to is found: ${COMPLETION-CANDIDATES}.")
    Control control = Control.NONE;

    @Option(
            names = "--controls",
            description = "Every control, one after the other, each until it is found or its time is up; "
                    + "exit code 1 unless each is found.")
    boolean controls;

    @Option(
            names = "--report",
            description = "No campaign: write the results so far into this file, between its marks.")
    @Nullable
    Path report;

    @Override
    public Integer call() throws Exception {
        if (report != null && results != null) {
            new ResultsReport(Files.readAllLines(results)).writeInto(report);
            return 0;
        }
        return controls ? playControls() : play(control).isAsExpected() ? 0 : 1;
    }

    /** Only what a mistake must lead to proves that it was found. */
    private int playControls() throws Exception {
        Table table = new Table("control", "minutes", "faults", "must be found", "found");
        boolean allFound = true;
        for (Control each : Arrays.stream(Control.values()).skip(1).toList()) {
            CampaignResult result = play(each);
            allFound &= result.isFound();
            table.row(
                    each.toString(),
                    String.format(Locale.ROOT, "%.1f", result.took().toSeconds() / 60.0),
                    "" + result.faults(),
                    each.expected(),
                    (result.isFound() ? "" : "NOT FOUND ") + result.violations());
        }
        say("%s%n", table);
        return allFound ? 0 : 1;
    }

    CampaignResult play(Control mistake) throws Exception {
        ResultsFile file = new ResultsFile(mistake == Control.NONE ? results : null);
        return play(replay == null ? plan(mistake) : new ResultsFile(results).planOf(replay), file);
    }

    private CampaignPlan plan(Control mistake) {
        List<Fault> chosen = kinds;
        if (chosen.isEmpty()) {
            chosen = mistake == Control.NONE ? Fault.promised(seed) : mistake.faults();
        }
        return new CampaignPlan(
                seed,
                chosen,
                Duration.ofMinutes(minutes),
                faults,
                Duration.ofMillis(pauseMillis),
                largeRows,
                Duration.ofSeconds(outageSeconds),
                atLeastOnce,
                mistake);
    }

    private CampaignResult play(CampaignPlan plan, ResultsFile file) throws Exception {
        long began = System.nanoTime();
        Path directory = Files.createDirectories(
                keep.resolve("seed-" + plan.seed() + "-" + plan.control()).toAbsolutePath());
        say("seed %d, control %s, %s%n", plan.seed(), plan.control(), plan.kinds());
        RelayProgram program = RelayProgram.unpack(relayJar, directory);
        CampaignResult result = new Campaign(plan, program, directory, line -> {
                    long seconds = Duration.ofNanos(System.nanoTime() - began).toSeconds();
                    say("%5d s  %s%n", seconds, line);
                })
                .run(file);
        say("%s%n", new CampaignTable(result.tally()).text());
        return result;
    }

    private void say(String format, Object... values) {
        PrintWriter out = spec.commandLine().getOut();
        out.printf(Locale.ROOT, format, values);
        out.flush();
    }
}
