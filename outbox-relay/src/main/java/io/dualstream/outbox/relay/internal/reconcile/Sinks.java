package io.dualstream.outbox.relay.internal.reconcile;

import io.dualstream.outbox.relay.internal.reconcile.sighting.Sighting;
import io.dualstream.outbox.relay.internal.reconcile.sighting.Spill;
import io.dualstream.outbox.relay.internal.reconcile.sighting.Topics;
import io.dualstream.outbox.relay.internal.reconcile.sighting.Types;
import io.dualstream.outbox.relay.internal.reconcile.sinks.KafkaFeed;
import io.dualstream.outbox.relay.internal.reconcile.sinks.RedisFeed;
import io.dualstream.outbox.relay.internal.reconcile.sinks.StreamReader;
import io.dualstream.outbox.relay.status.Reconciler;
import io.dualstream.outbox.relay.status.Reconciler.Position;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Kafka and Redis, read on from a position, and what was read from them and belongs to later stretches. Of no use after an
 * exception: sinks that are opened at the last position read the same again.
 */
final class Sinks implements AutoCloseable {

    private final ReconcileSettings settings;
    private final Position start;
    private final Types types = new Types();
    private final KafkaFeed kafka;
    private final @Nullable RedisFeed redis;
    private Spill seen;
    private @Nullable Instant again;

    /** The database's clock, which gives events the time of their creation. */
    interface DatabaseClock {
        Instant now() throws SQLException;
    }

    /**
     * What was read.
     *
     * @param notes sentences on what was deleted before it was read: such events are not expected of the sink
     * @param held a sentence if records that are written cannot be read yet
     */
    record Read(
            Map<String, Long> kafka,
            @Nullable String redis,
            long foreign,
            Set<String> notes,
            @Nullable String held) {}

    private Sinks(ReconcileSettings settings, Position start, KafkaFeed kafka, @Nullable RedisFeed redis, Spill seen) {
        this.settings = settings;
        this.start = start;
        this.kafka = kafka;
        this.redis = redis;
        this.seen = seen;
        this.again = start.again();
        if (start.redis() != null) {
            types.redisEpochBegan(StreamReader.epoch(start.redis()) * 1000);
        }
    }

    static Sinks open(ReconcileSettings settings, Position start) throws IOException {
        KafkaFeed kafka = new KafkaFeed(settings.kafka());
        RedisFeed redis = null;
        try {
            ReconcileSettings.Streams streams = settings.streams();
            redis = streams == null ? null : new RedisFeed(streams.reader());
            return new Sinks(settings, start, kafka, redis, new Spill());
        } catch (IOException | RuntimeException e) {
            kafka.close();
            if (redis != null) {
                redis.close();
            }
            throw e;
        }
    }

    Topics topics(Map<String, Set<UUID>> sentElsewhere) {
        return new Topics(types, settings.topicPrefix(), sentElsewhere);
    }

    /** Reads from {@code from} to where the sinks end now. */
    Read read(Position from, Topics topics, DatabaseClock clock) throws SQLException, IOException {
        KafkaFeed.Read records = kafka.read(from, again, topics, seen);
        RedisFeed.Read entries = redis == null ? null : redis.read(from.redis(), again != null, types, seen);
        again = null;
        Set<String> notes = new TreeSet<>(records.deleted().keySet());
        // what was deleted was created before now
        long now = Reconciler.Range.Time.micros(clock.now());
        records.deleted().values().forEach(type -> types.kafkaHasSince(type, now));
        if (entries == null) {
            return new Read(records.next(), null, records.foreign(), notes, records.held());
        }
        if (entries.newEpoch()) {
            types.redisEpochBegan(entries.next() == null ? Long.MAX_VALUE : now);
            notes.add("Redis has a new epoch, without the events before it");
        }
        for (int type : entries.trimmed()) {
            types.redisHasSince(type, now);
            notes.add("Redis trimmed entries of " + types.name(type) + " before they were read");
        }
        return new Read(records.next(), entries.next(), records.foreign() + entries.foreign(), notes, records.held());
    }

    /** Whether a predecessor has read this, so that only an event of a later stretch is of interest. */
    boolean hadBefore(Sighting sighting) {
        if (sighting.place() == Sighting.Place.KAFKA) {
            String partition = types.name(sighting.type()) + "-" + sighting.major();
            long others = start.kafka().getOrDefault(partition, 0L);
            return sighting.minor() < start.kafka().getOrDefault(settings.topicPrefix() + partition, others);
        }
        return start.redis() != null
                && StreamReader.epoch(start.redis()) == sighting.major()
                && StreamReader.n(start.redis()) >= sighting.minor();
    }

    Types types() {
        return types;
    }

    /** What was read, and not given up since. */
    Spill seen() {
        return seen;
    }

    /** Gives up everything but {@code later}. */
    void keep(Spill later) throws IOException {
        Spill before = seen;
        seen = later;
        before.close();
    }

    /** When the oldest event in {@link #seen} was created; null if it is empty. */
    @Nullable
    Instant oldest() {
        long micros = seen.oldestMicros();
        return micros == Long.MAX_VALUE ? null : Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    @Override
    public void close() throws IOException {
        try {
            kafka.close();
        } finally {
            if (redis != null) {
                redis.close();
            }
            seen.close();
        }
    }
}
