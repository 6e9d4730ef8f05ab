package io.dualstream.outbox.benchmarks.control;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs one control in this process. The runner starts this command, people do not. */
@Command(name = "control", hidden = true)
public final class ControlCommand implements Callable<Integer> {

    @Parameters
    Controls control = Controls.READ_ALONE;

    @Option(names = "--jdbc-url", required = true)
    String jdbcUrl = "";

    @Option(names = "--username", required = true)
    String username = "";

    @Option(names = "--password", required = true)
    String password = "";

    @Option(names = "--slot", required = true)
    String slot = "";

    @Option(names = "--bootstrap-servers", required = true)
    String bootstrapServers = "";

    @Option(names = "--topic-prefix", required = true)
    String topicPrefix = "";

    @Option(names = "--events", required = true)
    int events;

    @Option(names = "--directory", required = true)
    Path directory = Path.of("");

    @Override
    public Integer call() throws Exception {
        control.control()
                .run(new ControlSettings(
                        jdbcUrl,
                        username,
                        password,
                        slot,
                        control.publication(),
                        bootstrapServers,
                        topicPrefix,
                        events,
                        directory));
        return 0;
    }
}
