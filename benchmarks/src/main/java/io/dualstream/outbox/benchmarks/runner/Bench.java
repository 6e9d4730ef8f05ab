package io.dualstream.outbox.benchmarks.runner;

import io.dualstream.outbox.benchmarks.measure.Topics;
import io.dualstream.outbox.testkit.TestDatabase;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** The tools of every run: the servers, the means to start candidates and to seat them, and an output for progress. Must be closed. */
public record Bench(Servers servers, Topics topics, Seats seats, Launcher launcher, PrintWriter out, long startedNanos)
        implements AutoCloseable {

    public static Bench open(RunOptions options, List<Candidate> candidates, PrintWriter out) throws IOException {
        long now = System.nanoTime();
        Launcher.require(options.relayJar, candidates);
        Path directory = options.keep == null ? Files.createTempDirectory("benchmark-") : options.keep;
        Servers servers = Servers.start();
        Topics topics = new Topics(servers.bootstrapServers());
        Launcher launcher = new Launcher(options.relayJar, options.relayJavaOptions, servers.bootstrapServers());
        return new Bench(servers, topics, new Seats(topics, directory), launcher, out, now);
    }

    /**
     * Makes a seat with a database and, for the relay, a Redis of its own. The slot of a control is created here; the relay
     * creates its own slot.
     */
    public Seat freshSeat(Candidate candidate, int events) {
        TestDatabase database = servers.freshDatabase();
        Seat seat = seats.next(candidate, database, candidate.isOurs() ? servers.freshRedisUrl() : null, events);
        if (!candidate.isOurs()) {
            Servers.createSlot(database, seat.slot());
        }
        return seat;
    }

    /** Drops the seat's slot and deletes its topics. */
    public void leave(Seat seat) {
        Servers.dropSlot(seat.database(), seat.slot());
        topics.deleteAll(seat.topicPrefix());
    }

    /** Prints one line of progress, with the time since the start. */
    public void say(String line) {
        long seconds = Duration.ofNanos(System.nanoTime() - startedNanos).toSeconds();
        out.printf(Locale.ROOT, "%4d s  %s%n", seconds, line);
        out.flush();
    }

    @Override
    public void close() {
        topics.close();
        servers.close();
    }
}
