package io.dualstream.outbox.relay.internal.runtime;

import io.dualstream.outbox.relay.config.RelaySettings;
import io.dualstream.outbox.relay.internal.kafka.client.KafkaRemedy;
import io.dualstream.outbox.relay.internal.redis.RedisRemedy;
import io.dualstream.outbox.relay.internal.settings.ServerUrl;

/** Says in one sentence what a relay waits for: which server at which address, why, and what to change if that is known. */
public record WaitingReason(RelaySettings settings) {

    /** Whether a failure is one of Kafka or Redis. */
    public static boolean isOfServer(Throwable failure) {
        Object awaited = Causes.awaited(failure);
        return awaited.equals(Causes.KAFKA) || awaited.equals(Causes.REDIS);
    }

    public String of(Throwable failure) {
        String said = Causes.sentence(failure);
        Object awaited = Causes.awaited(failure);
        if (awaited.equals(Causes.KAFKA)) {
            String remedy = said.contains("; run: ") ? "" : KafkaRemedy.of(new RoomSettings(settings).kafka(), failure);
            return at("Kafka", settings.kafka().bootstrapServers(), said, remedy);
        }
        if (awaited.equals(Causes.REDIS) && settings.live().redisUrl() != null) {
            RedisRemedy redis = new RedisRemedy(new RoomSettings(settings).redis());
            return at("Redis", redis.address(), said, redis.of(failure));
        }
        return awaited.equals(Causes.POSTGRES)
                ? at("PostgreSQL", new ServerUrl(settings.postgres().url()).shown(), said, "")
                : said;
    }

    private static String at(String server, String address, String said, String remedy) {
        String place = server + " at " + address + ": ";
        String whole = said.startsWith(place) ? said : place + said;
        return remedy.isEmpty() ? whole : whole.replaceFirst("\\.$", "") + remedy;
    }
}
