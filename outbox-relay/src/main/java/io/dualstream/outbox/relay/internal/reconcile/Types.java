package io.dualstream.outbox.relay.internal.reconcile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Numbers the aggregate types, and keeps for each type the time since when each sink must have all events. Not thread-safe. */
final class Types {

    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<String> names = new ArrayList<>();
    private final Map<Integer, Long> kafkaSince = new HashMap<>();
    private final Map<Integer, Long> redisSince = new HashMap<>();

    /** No stream must have events from before this time; {@code Long.MAX_VALUE} if there are no streams. */
    private long redisEpochSince = Long.MAX_VALUE;

    int number(String name) {
        return numbers.computeIfAbsent(name, added -> {
            names.add(added);
            return names.size() - 1;
        });
    }

    String name(int number) {
        return names.get(number);
    }

    /** Kafka has deleted older events. */
    void kafkaHasSince(int type, long micros) {
        kafkaSince.merge(type, micros, Math::max);
    }

    /** Redis has trimmed older events. */
    void redisHasSince(int type, long micros) {
        redisSince.merge(type, micros, Math::max);
    }

    void redisEpochBegan(long micros) {
        redisEpochSince = micros;
    }

    /** More is missing from the streams than trimming explains. */
    void redisHasHoles() {
        redisSince.clear();
    }

    boolean mustBeInKafka(Sighting row) {
        return row.micros() >= kafkaSince.getOrDefault(row.type(), Long.MIN_VALUE);
    }

    boolean mustBeInRedis(Sighting row) {
        return row.micros() >= Math.max(redisEpochSince, redisSince.getOrDefault(row.type(), Long.MIN_VALUE));
    }
}
