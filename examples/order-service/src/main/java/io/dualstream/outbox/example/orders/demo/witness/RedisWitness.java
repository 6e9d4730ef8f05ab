package io.dualstream.outbox.example.orders.demo.witness;

import io.dualstream.outbox.example.orders.demo.ledger.Ledger;
import io.dualstream.outbox.example.orders.demo.ledger.Stream;
import io.lettuce.core.RedisClient;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Subscribes to Redis, as any gateway would do, and reports each live notification to the ledger. */
public final class RedisWitness implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final RedisClient client;

    public RedisWitness(String redisUrl, Ledger ledger) {
        client = RedisClient.create(redisUrl);
        var connection = client.connectPubSub();
        connection.addListener(new RedisPubSubAdapter<>() {
            @Override
            public void message(String pattern, String channel, String message) {
                JsonNode event = JSON.readTree(message);
                UUID id = UUID.fromString(event.required("id").stringValue());
                ledger.arrived(Stream.REDIS, id, channel);
            }
        });
        connection.sync().psubscribe("events:*");
    }

    @Override
    public void close() {
        client.close();
    }
}
