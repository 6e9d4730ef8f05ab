package io.dualstream.outbox.testkit.internal;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Ties a server process and its temporary directory to the life of this JVM. A small shell waits on a pipe that only the JVM
 * holds open. When the JVM has ended for any reason, the shell interrupts the process and deletes the directory.
 */
public final class ProcessReaper {
    private static final String SCRIPT = """
            trap '' HUP INT TERM
            pid=0
            while read -r word; do
              case $word in
                off) exit 0 ;;
                *) pid=$word ;;
              esac
            done
            if [ "$pid" -gt 0 ] && kill -INT "$pid"; then
              kill -CONT "$pid"
              patience=100
              while kill -0 "$pid" && [ $patience -gt 0 ]; do sleep 0.05; patience=$((patience - 1)); done
              kill -KILL "$pid"
            fi
            rm -rf "$1"
            """;

    private final Process shell;
    private final OutputStream words;
    private boolean released;

    private ProcessReaper(Process shell) {
        this.shell = shell;
        this.words = shell.getOutputStream();
    }

    public static ProcessReaper on(Path temporaryDirectory) {
        try {
            return new ProcessReaper(ServerProcess.detached("sh", "-c", SCRIPT, "reaper", temporaryDirectory.toString())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From now on, that process ends with this JVM. The process replaces the one watched before. */
    public void watch(long pid) {
        say(Long.toString(pid));
    }

    /** The process has ended, so the reaper watches none. */
    public void watchNothing() {
        say("0");
    }

    /** Ends the reaper. The caller is then responsible for process and directory. Idempotent. */
    public synchronized void release() {
        if (!released && shell.isAlive()) {
            released = true;
            say("off");
        }
    }

    private synchronized void say(String word) {
        try {
            words.write((word + "\n").getBytes(StandardCharsets.US_ASCII));
            words.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the reaper of a test server ended", e);
        }
    }
}
