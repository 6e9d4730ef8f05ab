package io.dualstream.outbox.benchmarks;

import io.dualstream.outbox.benchmarks.measure.Topics;
import io.dualstream.outbox.testkit.TestDatabase;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** What every run works with: the servers, a way to start candidates and to seat them, and a voice. Close it. */
record Bench(Servers servers, Topics topics, Seats seats, Launcher launcher, PrintWriter out, long startedNanos)
        implements AutoCloseable {

    static Bench open(RunOptions options, List<Candidate> candidates, PrintWriter out) throws IOException {
        long now = System.nanoTime();
        Launcher.require(options.relayJar, candidates);
        Path directory = options.keep == null ? Files.createTempDirectory("benchmark-") : options.keep;
        Servers servers = Servers.start();
        Topics topics = new Topics(servers.bootstrapServers());
        Launcher launcher = new Launcher(options.relayJar, options.relayJavaOptions, servers.bootstrapServers());
        return new Bench(servers, topics, new Seats(topics, directory), launcher, out, now);
    }

    /** A seat with a database and, for the relay, Redis of its own; the slot of a control is made, the relay makes its own. */
    Seat freshSeat(Candidate candidate, int events) {
        TestDatabase database = servers.freshDatabase();
        Seat seat = seats.next(candidate, database, candidate.isOurs() ? servers.freshRedisUrl() : null, events);
        if (!candidate.isOurs()) {
            Servers.createSlot(database, seat.slot());
        }
        return seat;
    }

    /** Takes away what the seat had. */
    void leave(Seat seat) {
        Servers.dropSlot(seat.database(), seat.slot());
        topics.deleteAll(seat.topicPrefix());
    }

    /** One line of progress, with the time since the start. */
    void say(String line) {
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
