package io.dualstream.outbox.testkit.spring;

import io.dualstream.outbox.testkit.KafkaRecords;
import io.dualstream.outbox.testkit.RedisStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads CloudEvents of one source, in Kafka's binary and Redis's structured mode. Events of other sources are left out. */
record ArrivedEvents(String source) {

    private static final JsonMapper JSON = JsonMapper.shared();

    List<ArrivedEvent> inKafka(List<ConsumerRecord<String, byte[]>> records) {
        return records.stream().map(ArrivedEvents::event).filter(this::isOurs).toList();
    }

    List<ArrivedEvent> inRedis(List<RedisStreamReader.Entry> entries) {
        return entries.stream()
                .map(entry -> event(entry.fields().getOrDefault("event", "{}")))
                .filter(this::isOurs)
                .toList();
    }

    private boolean isOurs(ArrivedEvent event) {
        return source.equals(event.attributes().get("source"));
    }

    private static ArrivedEvent event(ConsumerRecord<String, byte[]> record) {
        Map<String, String> attributes = new LinkedHashMap<>();
        record.headers().forEach(header -> attributes.put(name(header.key()), text(header.value())));
        return new ArrivedEvent(record.key(), KafkaRecords.text(record), attributes);
    }

    private static String name(String header) {
        if (header.equals("content-type")) {
            return "datacontenttype";
        }
        return header.startsWith("ce_") ? header.substring("ce_".length()) : header;
    }

    private static String text(byte @Nullable [] value) {
        return value == null ? "" : new String(value, StandardCharsets.UTF_8);
    }

    private static ArrivedEvent event(String json) {
        Map<String, String> attributes = new LinkedHashMap<>();
        JsonNode event = JSON.readTree(json);
        event.properties().forEach(attribute -> attributes.put(attribute.getKey(), text(attribute.getValue())));
        String binary = attributes.remove("data_base64");
        String payload = attributes.remove("data");
        return new ArrivedEvent(null, payload == null ? binary : payload, attributes);
    }

    private static String text(JsonNode value) {
        return value.isString() ? value.stringValue() : value.toString();
    }
}
