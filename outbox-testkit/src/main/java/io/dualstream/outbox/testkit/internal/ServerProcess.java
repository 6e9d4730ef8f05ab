package io.dualstream.outbox.testkit.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongPredicate;

/** One run of a server's executable, in a session of its own, so that Ctrl-C in the terminal reaches only the JVM. */
public final class ServerProcess {
    private static final boolean SETSID = onPath("setsid");
    private static final int LOG_TAIL_CHARS = 4_000;

    private final Process process;
    private final Path log;

    private ServerProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Starts the command and waits until its process id is ready, or fails with the end of its log. */
    public static ServerProcess start(
            List<String> command, Path log, ProcessReaper reaper, Duration patience, LongPredicate ready) {
        try {
            Process process = detached(command.toArray(String[]::new))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            reaper.watch(process.pid());
            ServerProcess server = new ServerProcess(process, log);
            server.awaitReady(command, patience, ready);
            return server;
        } catch (IOException e) {
            throw new TestServerException("cannot run " + command.get(0), e);
        }
    }

    /** Runs a command to its end; an exit value other than 0 is an error that carries the command's output. */
    public static void run(String... command) {
        try {
            Process process = detached(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new TestServerException(String.join(" ", command) + " failed: " + output);
            }
        } catch (IOException e) {
            throw new TestServerException("cannot run " + command[0], e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TestServerException("interrupted while running " + command[0], e);
        }
    }

    /** A process builder whose process does not share the terminal's signals. */
    public static ProcessBuilder detached(String... command) {
        List<String> words = new ArrayList<>(List.of(command));
        if (SETSID) {
            words.add(0, "setsid");
        }
        return new ProcessBuilder(words);
    }

    public static boolean onPath(String executable) {
        for (String directory : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
            if (Files.isExecutable(Path.of(directory, executable))) {
                return true;
            }
        }
        return false;
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Sends a signal such as {@code STOP} or {@code KILL}; does nothing if the process has ended. */
    public void signal(String name) {
        if (process.isAlive()) {
            run("kill", "-" + name, Long.toString(process.pid()));
        }
    }

    /** Sends a signal and waits for the end; kills the process if it has not ended in time. */
    public void end(String signal, Duration patience) {
        signal(signal);
        try {
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private void awaitReady(List<String> command, Duration patience, LongPredicate ready) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!ready.test(process.pid())) {
            boolean late = System.nanoTime() - deadline > 0;
            if (late || !process.isAlive()) {
                process.destroyForcibly();
                String what = late ? " was not ready after " + patience : " ended at once";
                throw new TestServerException(command.get(0) + what + ":\n" + tail(log));
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    private static String tail(Path log) {
        try {
            String text = Files.readString(log, StandardCharsets.UTF_8);
            return text.substring(Math.max(0, text.length() - LOG_TAIL_CHARS));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
