package io.dualstream.outbox.benchmarks.runner;

import io.dualstream.outbox.benchmarks.load.Marks;
import io.dualstream.outbox.benchmarks.measure.Topics;
import io.dualstream.outbox.testkit.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes seats, each with names, topics and a directory. */
public final class Seats {

    private final Topics topics;
    private final Path directory;
    private final Map<Candidate, Integer> turns = new HashMap<>();

    Seats(Topics topics, Path directory) {
        this.topics = topics;
        this.directory = directory;
    }

    public Seat next(Candidate candidate, TestDatabase database, @Nullable String redisUrl, int events) {
        int turn = turns.merge(candidate, 1, Integer::sum);
        String name = candidate + "-" + turn;
        Seat seat = new Seat(
                candidate,
                database,
                name.replace('-', '_'),
                name + ".",
                redisUrl,
                events,
                made(directory.resolve(name)));
        topics.create(seat.topic("order"), Topics.PARTITIONS);
        topics.create(seat.topic(Marks.AGGREGATE_TYPE), 1);
        return seat;
    }

    private static Path made(Path directory) {
        try {
            return Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + directory, e);
        }
    }
}
