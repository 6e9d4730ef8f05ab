package io.dualstream.outbox.relay.internal.reconcile.sighting;

import io.dualstream.outbox.relay.status.Reconciler.Report.Difference;
import io.dualstream.outbox.relay.status.Reconciler.Report.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Numbers the aggregate types, and keeps for each type the time since when each sink must have all events. Not thread-safe. */
public final class Types {

    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<String> names = new ArrayList<>();
    private final Map<Integer, Long> kafkaSince = new HashMap<>();
    private final Map<Integer, Long> redisSince = new HashMap<>();

    /** No stream must have events from before this time; {@code Long.MAX_VALUE} if there are no streams. */
    private long redisEpochSince = Long.MAX_VALUE;

    public int number(String name) {
        return numbers.computeIfAbsent(name, added -> {
            names.add(added);
            return names.size() - 1;
        });
    }

    public String name(int number) {
        return names.get(number);
    }

    /** A difference at the place where a sink has the event. */
    public Difference difference(Kind kind, Sighting seen) {
        String at = seen.place() == Sighting.Place.KAFKA
                ? "partition " + seen.major() + " offset " + seen.minor()
                : "position " + seen.major() + "-" + seen.minor();
        return new Difference(kind, seen.place().label(), seen.id().toString(), name(seen.type()), at);
    }

    /** Kafka has deleted older events. */
    public void kafkaHasSince(int type, long micros) {
        kafkaSince.merge(type, micros, Math::max);
    }

    /** Redis has trimmed older events. */
    public void redisHasSince(int type, long micros) {
        redisSince.merge(type, micros, Math::max);
    }

    public void redisEpochBegan(long micros) {
        redisEpochSince = micros;
    }

    /** More is missing from the streams than trimming explains. */
    public void redisHasHoles() {
        redisSince.clear();
    }

    public boolean mustBeInKafka(Sighting row) {
        return row.micros() >= kafkaSince.getOrDefault(row.type(), Long.MIN_VALUE);
    }

    public boolean mustBeInRedis(Sighting row) {
        return row.micros() >= Math.max(redisEpochSince, redisSince.getOrDefault(row.type(), Long.MIN_VALUE));
    }
}
