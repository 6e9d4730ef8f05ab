package io.dualstream.outbox.testkit;

import io.dualstream.outbox.testkit.internal.RedisConnection;
import io.dualstream.outbox.testkit.internal.TestServerException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** Reads one Redis stream. Thread-safe; holds no connection between calls. */
public final class RedisStreamReader {
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private final URI redis;
    private final String stream;

    private RedisStreamReader(URI redis, String stream) {
        this.redis = redis;
        this.stream = stream;
    }

    /** One entry of a stream. */
    public record Entry(String id, Map<String, String> fields) {}

    /** Returns a reader of a stream, which need not exist yet. */
    public static RedisStreamReader of(String redisUrl, String stream) {
        return new RedisStreamReader(URI.create(redisUrl), stream);
    }

    /** Returns the present entries of the stream, oldest first. */
    public List<Entry> all() {
        try (RedisConnection connection = RedisConnection.open(redis, ANSWER)) {
            return entries((List<?>) Objects.requireNonNull(connection.call("XRANGE", stream, "-", "+")));
        } catch (IOException e) {
            throw new TestServerException("cannot read the stream " + stream, e);
        }
    }

    /** Waits until the stream has at least {@code count} entries. Throws an {@link AssertionError} when the time is up. */
    public List<Entry> await(int count, Duration timeout) {
        return await(entries -> entries.size() >= count, timeout);
    }

    /** Waits until the entries of the stream meet the condition. Throws an {@link AssertionError} when the time is up. */
    public List<Entry> await(Predicate<List<Entry>> condition, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            List<Entry> entries = all();
            if (condition.test(entries)) {
                return entries;
            }
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError(
                        "not met within " + timeout + " by the " + entries.size() + " entries of " + stream);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    private static List<Entry> entries(List<?> answer) {
        List<Entry> entries = new ArrayList<>(answer.size());
        for (Object item : answer) {
            List<?> entry = (List<?>) item;
            entries.add(new Entry(text(entry.get(0)), fields((List<?>) entry.get(1))));
        }
        return entries;
    }

    private static Map<String, String> fields(List<?> namesAndValues) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (Iterator<?> words = namesAndValues.iterator(); words.hasNext(); ) {
            fields.put(text(words.next()), text(words.next()));
        }
        return fields;
    }

    private static String text(Object word) {
        return Objects.requireNonNull(word).toString();
    }
}
