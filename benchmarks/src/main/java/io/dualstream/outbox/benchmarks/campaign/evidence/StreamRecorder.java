package io.dualstream.outbox.benchmarks.campaign.evidence;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A reader of all live streams from their first entry on. What Redis forgets stays in the log; whoever takes something away from
 * Redis says so, and everything is read again from the start.
 */
public final class StreamRecorder extends Recorder {

    private static final int PAGE = 500;
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final String FIELD = "event";

    private final CloudEventText events = new CloudEventText();
    private final Map<String, String> readTo = new HashMap<>();
    private final Map<LivePosition, Sighting> known = new HashMap<>();
    private final Set<LivePosition> held = new HashSet<>();
    private final RedisClient client;
    private @Nullable StatefulRedisConnection<String, String> connection;
    private volatile LivePosition newest = LivePosition.NONE;

    public StreamRecorder(String url) {
        super("redis-streams");
        RedisURI uri = RedisURI.create(url);
        uri.setTimeout(PATIENCE);
        client = RedisClient.create(uri);
        client.setOptions(ClientOptions.builder().autoReconnect(false).build());
        start();
    }

    @Override
    void look() {
        try {
            readToEnd();
        } catch (RedisException noAnswer) {
            disconnect();
        }
        pause();
    }

    private RedisCommands<String, String> redis() {
        StatefulRedisConnection<String, String> open = connection;
        if (open == null) {
            open = client.connect();
            connection = open;
        }
        return open.sync();
    }

    private void disconnect() {
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }

    /** To where the streams end; in one command for all of them, so that none is ahead of another. */
    private void readToEnd() {
        int entries;
        do {
            for (String stream : redis().keys("outbox:stream:*")) {
                readTo.putIfAbsent(stream, "0-0");
            }
            entries = 0;
            if (!readTo.isEmpty()) {
                for (StreamMessage<String, String> entry : redis().xread(XReadArgs.Builder.count(PAGE), offsets())) {
                    readTo.put(entry.getStream(), entry.getId());
                    record(entry);
                    entries++;
                }
            }
        } while (entries > 0);
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of generics, as Lettuce takes it
    private StreamOffset<String>[] offsets() {
        return readTo.entrySet().stream()
                .map(stream -> StreamOffset.from(stream.getKey(), stream.getValue()))
                .toArray(StreamOffset[]::new);
    }

    private void record(StreamMessage<String, String> entry) {
        Sighting said = events.read(entry.getStream(), entry.getBody().getOrDefault(FIELD, ""));
        LivePosition position = LivePosition.parse(entry.getId());
        String attributes = said.place().equals(position)
                ? said.attributes()
                : said.attributes() + " | position=" + said.place() + " in entry " + position;
        Sighting sighting =
                new Sighting(said.id(), said.stream(), position, attributes, said.createdMicros(), said.payload());
        held.add(position);
        if (!sighting.equals(known.put(position, sighting))) {
            add(sighting);
        }
        if (position.compareTo(newest) > 0) {
            newest = position;
        }
    }

    /** The greatest position that was seen by now. */
    public LivePosition newest() {
        return newest;
    }

    /** Reads all there is; the greatest position of all. */
    public LivePosition readOn() {
        return call(() -> {
            look();
            return newest;
        });
    }

    /** Reads all there is, takes it away, and reads whatever comes then from the start. */
    public void beforeLoss(Runnable loss) {
        call(() -> {
            look();
            loss.run();
            beginAgain();
            return true;
        });
    }

    private void beginAgain() {
        disconnect();
        readTo.clear();
        held.clear();
    }

    /** What the streams hold now, read from their beginning. */
    public Set<LivePosition> held() {
        return call(() -> {
            beginAgain();
            readToEnd();
            return Set.copyOf(held);
        });
    }

    @Override
    void end() {
        disconnect();
        client.shutdown(Duration.ZERO, PATIENCE);
    }
}
