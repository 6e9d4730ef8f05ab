package io.dualstream.outbox.live;

import io.dualstream.outbox.live.internal.Reading;
import io.dualstream.outbox.live.internal.Streams;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Redis and the relay that writes to it, as far as a hub can tell, with everything that may happen between two commands. */
final class ModelStreams {

    private final Random random;
    private final Map<String, NavigableMap<LiveMessage.Position, String>> streams = new HashMap<>();
    private final int maxLength;
    private LiveMessage.@Nullable Position cursor;
    private @Nullable State saved;
    private long epoch;
    private long nextEvent;

    private record State(
            Map<String, NavigableMap<LiveMessage.Position, String>> streams, LiveMessage.@Nullable Position cursor) {}

    ModelStreams(Random random, int maxLength) {
        this.random = random;
        this.maxLength = maxLength;
    }

    LiveMessage.@Nullable Position cursor() {
        return cursor;
    }

    long events() {
        return nextEvent;
    }

    /** The relay begins an epoch, whatever became of Redis before; it knows of none that it began itself. */
    void beginEpoch() {
        epoch += 1 + random.nextInt(3);
        cursor = new LiveMessage.Position(epoch, 0);
    }

    /** Pushes an event and returns it; its id is unlike any before. */
    LiveMessage.Event push(String type, String id) {
        LiveMessage.Position position = new LiveMessage.Position(epoch, cursor == null ? 1 : cursor.n() + 1);
        String json = "{\"id\":\"" + ++nextEvent + "\",\"type\":\"T\",\"subject\":\"" + id + "\"}";
        NavigableMap<LiveMessage.Position, String> stream = streams.computeIfAbsent(type, key -> new TreeMap<>());
        stream.put(position, json);
        while (stream.size() > maxLength) {
            stream.pollFirstEntry();
        }
        cursor = position;
        return EventJson.read(position, type, json);
    }

    void save() {
        saved = new State(copy(streams), cursor);
    }

    /** Redis goes back to what it saved; the relay notices, and begins an epoch before it pushes again. */
    void restore() {
        streams.clear();
        streams.putAll(saved == null ? Map.of() : copy(saved.streams));
        cursor = saved == null ? null : saved.cursor;
    }

    void empty() {
        streams.clear();
        cursor = null;
    }

    /** A connection of a hub, before each of whose commands {@code meanwhile} may happen. */
    Streams connect(Runnable meanwhile) {
        return new Connection(meanwhile);
    }

    private static Map<String, NavigableMap<LiveMessage.Position, String>> copy(
            Map<String, NavigableMap<LiveMessage.Position, String>> from) {
        Map<String, NavigableMap<LiveMessage.Position, String>> to = new HashMap<>();
        from.forEach((name, stream) -> to.put(name, new TreeMap<>(stream)));
        return to;
    }

    private final class Connection implements Streams {

        private final Runnable meanwhile;
        private final Set<String> names = new HashSet<>();

        Connection(Runnable meanwhile) {
            this.meanwhile = meanwhile;
            discover();
        }

        @Override
        public Reading read(String after, int limit) {
            meanwhile.run();
            Map<String, List<Reading.Entry>> entries = new HashMap<>();
            for (String name : names) {
                List<Reading.Entry> page = new ArrayList<>();
                streams.getOrDefault(name, new TreeMap<>()).tailMap(position(after), false).entrySet().stream()
                        .limit(limit)
                        .forEach(entry ->
                                page.add(new Reading.Entry(entry.getKey().toString(), entry.getValue())));
                entries.put(name, page);
            }
            return new Reading(text(cursor), entries);
        }

        @Override
        public @Nullable String current() {
            meanwhile.run();
            return text(cursor);
        }

        @Override
        public boolean discover() {
            meanwhile.run();
            return names.addAll(streams.keySet());
        }

        @Override
        public void await(String after, Duration atMost) {}

        @Override
        public void close() {}

        private static LiveMessage.Position position(String id) {
            return Objects.requireNonNull(LiveMessage.Position.parse(id));
        }

        private static @Nullable String text(LiveMessage.@Nullable Position position) {
            return position == null ? null : position.toString();
        }
    }
}
