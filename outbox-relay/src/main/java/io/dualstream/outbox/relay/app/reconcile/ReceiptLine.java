package io.dualstream.outbox.relay.app.reconcile;

import io.dualstream.outbox.relay.status.Reconciler.Position;
import io.dualstream.outbox.relay.status.Reconciler.Report;
import io.dualstream.outbox.relay.status.Reconciler.Stretch;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Stretches as JSON. A line has of the Kafka offsets only those that changed, so that it stays short. */
final class ReceiptLine {

    /** Number of differences that are listed; all are counted. */
    private static final int LISTED = 100;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private ReceiptLine() {}

    /** {@code offsets} are those of the stretch before. */
    static String write(String previous, Stretch stretch, Map<String, Long> offsets) {
        Report report = stretch.report();
        Position next = stretch.next();
        ObjectNode line = JSON.createObjectNode();
        line.put("previous", previous);
        line.put("from", report.from().toString());
        line.put("to", report.to().toString());
        line.put("settledTo", stretch.settledTo().toString());
        line.put("fromXid", stretch.fromXid());
        line.put("toXid", next.xid());
        line.put("table", report.inTable());
        line.put("kafka", report.inKafka());
        line.put("redis", report.inRedis());
        line.put("pending", report.pending());
        line.put("notKept", report.notKept());
        line.put("foreign", report.foreign());
        ObjectNode letters = line.putObject("deadLetters");
        letters.put("open", report.deadLetters().open());
        letters.put("parked", report.deadLetters().parked());
        letters.put("pending", report.deadLetters().pending());
        letters.put("discarded", report.deadLetters().discarded());
        letters.put("retried", stretch.retried());
        letters.put("unpublished", stretch.unpublished());
        ObjectNode differences = line.putObject("differences");
        new TreeMap<>(report.counts()).forEach((kind, count) -> differences.put(kind.name(), count));
        ArrayNode listed = line.putArray("listed");
        report.differences().stream().limit(LISTED).forEach(difference -> listed.add(difference.toString()));
        ArrayNode notes = line.putArray("notes");
        stretch.notes().forEach(notes::add);
        ObjectNode changed = line.putObject("offsets");
        changes(offsets, next.kafka()).forEach(changed::put);
        line.put("position", next.redis());
        Instant again = next.again();
        line.put("again", again == null ? null : again.toString());
        return line.toString();
    }

    /** The offsets that changed; null for a partition that is gone. */
    private static Map<String, @Nullable Long> changes(Map<String, Long> before, Map<String, Long> after) {
        Map<String, @Nullable Long> changes = new TreeMap<>();
        before.keySet().stream().filter(name -> !after.containsKey(name)).forEach(name -> changes.put(name, null));
        after.forEach((name, offset) -> {
            if (!offset.equals(before.get(name))) {
                changes.put(name, offset);
            }
        });
        return changes;
    }

    static JsonNode parse(String line) {
        return JSON.readTree(line);
    }

    /** The position after a line. {@code offsets} are those of the line before. */
    static Position position(JsonNode line, Map<String, Long> offsets) {
        Map<String, Long> after = new HashMap<>(offsets);
        line.path("offsets").properties().forEach(offset -> {
            if (offset.getValue().isNull()) {
                after.remove(offset.getKey());
            } else {
                after.put(offset.getKey(), offset.getValue().asLong(0));
            }
        });
        JsonNode redis = line.path("position");
        JsonNode again = line.path("again");
        return new Position(
                line.path("toXid").asLong(0),
                Instant.parse(line.path("to").asString("")),
                after,
                redis.isString() ? redis.asString() : null,
                again.isString() ? Instant.parse(again.asString()) : null);
    }
}
