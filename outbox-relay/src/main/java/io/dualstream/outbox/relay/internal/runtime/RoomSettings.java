package io.dualstream.outbox.relay.internal.runtime;

import io.dualstream.outbox.relay.config.RelaySettings;
import io.dualstream.outbox.relay.internal.identity.RelayIdentity;
import io.dualstream.outbox.relay.internal.kafka.client.KafkaSettings;
import io.dualstream.outbox.relay.internal.reconcile.ReconcileSettings;
import io.dualstream.outbox.relay.internal.redis.RedisSettings;
import io.dualstream.outbox.relay.internal.settings.ServerUrl;
import io.dualstream.outbox.relay.internal.wal.WalSettings;
import io.dualstream.outbox.relay.internal.wal.publication.Publication;
import io.dualstream.outbox.runtime.internal.RetryDelay;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** The relay's settings, translated into the settings of each internal package. */
public record RoomSettings(RelaySettings relay) {

    /** The delays between the attempts of one loop. */
    public static RetryDelay retryDelay(RelaySettings.Backoff backoff) {
        return new RetryDelay(backoff.initial(), backoff.max());
    }

    /** The same, with no wait longer than {@code limit}. */
    public static RetryDelay retryDelay(RelaySettings.Backoff backoff, Duration limit) {
        return new RetryDelay(least(backoff.initial(), limit), least(backoff.max(), limit));
    }

    private static Duration least(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    public WalSettings wal() {
        return wal(relay.postgres().url());
    }

    /** Settings for the server that {@code postgres} is connected to, in case the URL names several servers. */
    public WalSettings wal(Connection postgres) throws SQLException {
        return wal(new ServerUrl(relay.postgres().url()).of(postgres));
    }

    private WalSettings wal(String url) {
        RelaySettings.Postgres p = relay.postgres();
        return new WalSettings(
                url,
                p.username(),
                p.password(),
                p.schema(),
                p.publication(),
                p.slot(),
                relay.name(),
                p.heartbeatInterval(),
                p.debezium());
    }

    public Publication publication() {
        return new Publication(relay.postgres().publication(), relay.postgres().schema());
    }

    public KafkaSettings kafka() {
        RelaySettings.Kafka k = relay.kafka();
        return new KafkaSettings(
                k.bootstrapServers(),
                identity().identity(),
                0,
                source(),
                new KafkaSettings.Topics(
                        k.topicPrefix(), k.stateTopic(), k.createTopics(), k.partitions(), k.replicationFactor()),
                k.properties());
    }

    /** Settings for Redis. There must be a Redis URL. */
    public RedisSettings redis() {
        RelaySettings.Live l = relay.live();
        return new RedisSettings(
                Objects.requireNonNull(l.redisUrl(), "live.redisUrl"),
                l.commandTimeout(),
                identity().liveCursorKey(),
                new RedisSettings.Streams(l.channelPrefix(), l.streamPrefix(), l.streamMaxLength()));
    }

    public ReconcileSettings reconcile() {
        RelaySettings.Postgres p = relay.postgres();
        Map<String, String> consumer = new HashMap<>(relay.kafka().properties());
        consumer.put("bootstrap.servers", relay.kafka().bootstrapServers());
        consumer.put("client.id", identity().identity() + "-reconcile");
        String redisUrl = relay.live().redisUrl();
        return new ReconcileSettings(
                relay.name(),
                new ReconcileSettings.Table(p.url(), p.username(), p.password(), p.schema()),
                consumer,
                relay.kafka().topicPrefix(),
                redisUrl == null
                        ? null
                        : new ReconcileSettings.Streams(
                                redisUrl,
                                relay.live().streamPrefix(),
                                identity().liveCursorKey()));
    }

    private RelayIdentity identity() {
        return new RelayIdentity(relay);
    }

    public String cursorKey() {
        return identity().cursorKey();
    }

    public String recoveryKey() {
        return identity().recoveryKey();
    }

    public String publicationKey() {
        return identity().publicationKey();
    }

    public String passedKey() {
        return identity().passedKey();
    }

    public String retryKey() {
        return identity().retryKey();
    }

    /** The CloudEvents source of every event. */
    public String source() {
        return identity().source();
    }
}
