package io.dualstream.outbox.benchmarks.measure;

import java.time.Duration;
import java.util.stream.Stream;

/** CPU time of a server that consists of several processes. */
public record ServerCpu(long pid) {

    /** What its living processes have used so far; the difference of two readings misses what ended in between. */
    public Duration used() {
        return ProcessHandle.of(pid).stream()
                .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
                .flatMap(process -> process.info().totalCpuDuration().stream())
                .reduce(Duration.ZERO, Duration::plus);
    }
}
