package io.dualstream.outbox.relay.internal.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dualstream.outbox.relay.internal.record.CloudEventJson;
import io.dualstream.outbox.relay.status.EventRecord;
import java.util.LinkedHashMap;
import java.util.Map;

/** The arguments of {@code push.lua} for a {@link Push}. The script documents their order. */
@SuppressWarnings("ArrayRecordComponent") // the types that Lettuce takes
record PushArguments(String[] keys, byte[][] values) {

    static PushArguments of(Push push, Claim claim, RedisSettings settings, CloudEventJson json) {
        RedisSettings.Streams streams = settings.streams();
        Map<String, Integer> indexes = new LinkedHashMap<>();
        indexes.put(settings.cursorKey(), 1);
        byte[][] values = new byte[8 + 3 * push.events().size()][];
        StreamPosition position = push.first();
        int next = 8;
        for (EventRecord event : push.events()) {
            String stream = streams.streamPrefix() + event.aggregateType();
            Integer index = indexes.putIfAbsent(stream, indexes.size() + 1);
            values[next++] = bytes(index == null ? indexes.size() : index);
            values[next++] = bytes(streams.channelPrefix() + event.aggregateType() + ':' + event.aggregateId());
            values[next++] = json.write(event, position.toString());
            position = position.plus(1);
        }
        values[0] = bytes(claim.leaseEpoch());
        values[1] = bytes(push.expected() == null ? "" : push.expected());
        values[2] = bytes(push.after().position());
        values[3] = bytes(claim.database());
        values[4] = bytes(push.after().cursor());
        values[5] = bytes(push.after().position().epoch());
        values[6] = bytes(push.first().n());
        values[7] = bytes(streams.maxLength());
        return new PushArguments(indexes.keySet().toArray(String[]::new), values);
    }

    private static byte[] bytes(Object value) {
        return value.toString().getBytes(UTF_8);
    }
}
