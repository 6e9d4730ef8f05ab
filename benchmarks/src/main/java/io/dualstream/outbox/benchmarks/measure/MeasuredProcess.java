package io.dualstream.outbox.benchmarks.measure;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A child process, with its CPU time and memory. {@link #close} ends the process, in an orderly way if that is quick. */
public final class MeasuredProcess implements AutoCloseable {

    private static final Duration STOP_PATIENCE = Duration.ofSeconds(30);

    private final Process process;
    private final Path log;
    private final long startedAtMillis;
    private final ProcessSampler sampler;
    private final Thread reader;

    private MeasuredProcess(Process process, Path log, long startedAtMillis, Consumer<String> printed) {
        this.process = process;
        this.log = log;
        this.startedAtMillis = startedAtMillis;
        this.sampler = new ProcessSampler(process.toHandle());
        this.reader = new Thread(() -> read(printed), "benchmark-output-" + process.pid());
        reader.setDaemon(true);
        reader.start();
        sampler.start();
    }

    /** Starts {@code command}; each line it prints goes to {@code printed} and to the log, standard error to the log only. */
    public static MeasuredProcess start(
            List<String> command, Map<String, String> environment, Path directory, Consumer<String> printed) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectError(directory.resolve("stderr.log").toFile());
        builder.environment().putAll(environment);
        try {
            long now = System.currentTimeMillis();
            return new MeasuredProcess(builder.start(), directory.resolve("stdout.log"), now, printed);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + command, e);
        }
    }

    public long startedAtMillis() {
        return startedAtMillis;
    }

    /** CPU time used between two instants of the system clock, as far as the process lived and within 50 ms. */
    public Duration cpuBetween(long fromMillis, long toMillis) {
        return Duration.ofNanos(sampler.cpuNanosAt(toMillis) - sampler.cpuNanosAt(fromMillis));
    }

    /** Most memory that the process held resident so far; -1 if the operating system does not report it. */
    public long peakResidentBytes() {
        return sampler.peakResidentBytes();
    }

    /** Throws an exception that names the log if the process has ended by itself with a failure. */
    public void requireHealthy() {
        if (!process.isAlive() && process.exitValue() != 0) {
            throw new IllegalStateException("the measured process ended with " + process.exitValue() + ", see "
                    + log.resolveSibling("stderr.log") + " and " + log);
        }
    }

    @Override
    public void close() {
        // Not Process.destroy, which closes the output, so that the last lines would be lost.
        process.toHandle().destroy();
        try {
            if (!process.waitFor(STOP_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
            }
            reader.join();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        } finally {
            sampler.close();
        }
    }

    private void read(Consumer<String> printed) {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
                BufferedWriter copy = Files.newBufferedWriter(log)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                printed.accept(line);
                copy.write(line);
                copy.newLine();
                copy.flush();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep what process " + process.pid() + " printed", e);
        }
    }
}
