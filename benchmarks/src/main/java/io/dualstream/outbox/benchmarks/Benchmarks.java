package io.dualstream.outbox.benchmarks;

import io.dualstream.outbox.benchmarks.campaign.CampaignCommand;
import io.dualstream.outbox.benchmarks.control.ControlCommand;
import io.dualstream.outbox.benchmarks.drain.DrainCommand;
import io.dualstream.outbox.benchmarks.footprint.IdleCommand;
import io.dualstream.outbox.benchmarks.footprint.MemoryCommand;
import io.dualstream.outbox.benchmarks.latency.LatencyCommand;
import io.dualstream.outbox.benchmarks.live.LiveClientsCommand;
import io.dualstream.outbox.benchmarks.live.LiveServerCommand;
import io.dualstream.outbox.benchmarks.outage.OutageCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ScopeType;

/** The main command, for example {@code java -jar benchmarks/target/benchmarks.jar drain}. */
@Command(
        name = "benchmarks",
        description = "Measures the relay and its controls side by side, on servers it starts itself.",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        subcommands = {
            DrainCommand.class,
            LatencyCommand.class,
            IdleCommand.class,
            MemoryCommand.class,
            OutageCommand.class,
            CampaignCommand.class,
            LiveClientsCommand.class,
            LiveServerCommand.class,
            ControlCommand.class
        })
final class Benchmarks {

    private Benchmarks() {}

    public static void main(String[] arguments) {
        System.exit(commands().execute(arguments));
    }

    static CommandLine commands() {
        return new CommandLine(new Benchmarks()).setCaseInsensitiveEnumValuesAllowed(true);
    }
}
