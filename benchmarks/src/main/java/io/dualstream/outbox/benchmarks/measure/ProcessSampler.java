package io.dualstream.outbox.benchmarks.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Samples a process every 50 ms: CPU time everywhere, memory on Linux. */
final class ProcessSampler implements AutoCloseable {

    private static final long INTERVAL_MILLIS = 50;
    private static final String PEAK_RESIDENT = "VmHWM:";

    private final ProcessHandle process;
    private final ConcurrentSkipListMap<Long, Long> cpuNanosByMillis = new ConcurrentSkipListMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private volatile long peakResidentBytes = -1;

    ProcessSampler(ProcessHandle process) {
        this.process = process;
        this.thread = new Thread(this::run, "benchmark-sampler-" + process.pid());
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** CPU time at that instant, interpolated between samples. */
    long cpuNanosAt(long millis) {
        Map.Entry<Long, Long> before = cpuNanosByMillis.floorEntry(millis);
        Map.Entry<Long, Long> after = cpuNanosByMillis.ceilingEntry(millis);
        if (before == null || after == null) {
            Map.Entry<Long, Long> nearest = before == null ? after : before;
            return nearest == null ? 0 : nearest.getValue();
        }
        long width = Math.max(1, after.getKey() - before.getKey());
        return before.getValue() + (after.getValue() - before.getValue()) * (millis - before.getKey()) / width;
    }

    long peakResidentBytes() {
        return peakResidentBytes;
    }

    @Override
    public void close() {
        closed.countDown();
    }

    private void run() {
        try {
            do {
                sample();
            } while (process.isAlive() && !closed.await(INTERVAL_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void sample() {
        process.info()
                .totalCpuDuration()
                .map(Duration::toNanos)
                .ifPresent(nanos -> cpuNanosByMillis.put(System.currentTimeMillis(), nanos));
        peakResidentBytes = Math.max(peakResidentBytes, readPeakResidentBytes());
    }

    private long readPeakResidentBytes() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
                if (line.startsWith(PEAK_RESIDENT)) {
                    return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
                }
            }
        } catch (IOException ended) {
            // The process has ended, or the system is not Linux: there is nothing to read.
        }
        return -1;
    }
}
