package io.dualstream.outbox.benchmarks.measure;

import java.time.Duration;
import java.util.stream.Stream;

/** CPU time of a server that consists of several processes. */
public record ServerCpu(long pid) {

    /** The CPU time of the server's current processes so far. The difference of two readings lacks processes that ended in between. */
    public Duration used() {
        return ProcessHandle.of(pid).stream()
                .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
                .flatMap(process -> process.info().totalCpuDuration().stream())
                .reduce(Duration.ZERO, Duration::plus);
    }
}
