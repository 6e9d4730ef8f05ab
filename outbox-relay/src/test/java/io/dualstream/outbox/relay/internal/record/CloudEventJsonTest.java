package io.dualstream.outbox.relay.internal.record;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.dualstream.outbox.relay.status.EventRecord;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CloudEventJsonTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final UUID ID = UUID.fromString("0190a7e0-0000-7000-8000-000000000001");

    @Test
    void carriesTheAttributes() {
        assertThat(text(new CloudEventJson("/db/outbox", false), event("application/json", "{}".getBytes(UTF_8))))
                .isEqualTo("{\"specversion\":\"1.0\",\"id\":\"0190a7e0-0000-7000-8000-000000000001\","
                        + "\"source\":\"/db/outbox\",\"type\":\"Placed\",\"subject\":\"it's \\\"7\\\" \uD83D\uDE80\","
                        + "\"time\":\"2026-01-01T00:00:00.5Z\",\"datacontenttype\":\"application/json\","
                        + "\"dataschema\":\"urn:s\",\"aggregatetype\":\"order\",\"position\":\"5-1\","
                        + "\"traceparent\":\"00-a\"}");
    }

    @Test
    void keepsHeadersThatAreNoAttributeNamesOrTakenToItself() {
        JsonNode json = full("application/json", "1".getBytes(UTF_8));
        assertThat(json.propertyNames()).contains("traceparent").doesNotContain("Tenant-Id", "a_b");
        assertThat(json.get("id").asString()).isEqualTo(ID.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"a\": [1.50, null]}", "null", "\"text\"", " 12345678901234567890.0 ", "{\"a\":1,\"a\":2}"})
    void embedsJsonByteForByte(String payload) {
        assertThat(text(new CloudEventJson("/s", true), event("application/json", payload.getBytes(UTF_8))))
                .endsWith("\"data\":" + payload + "}");
    }

    @ParameterizedTest
    @CsvSource({
        "application/json, true",
        "application/cloudevents+json; charset=utf-8, true",
        "Text/JSON, true",
        "application/jsonl, false",
        "application/octet-stream, false"
    })
    void knowsJsonByItsMediaType(String contentType, boolean json) {
        JsonNode event = full(contentType, "[1]".getBytes(UTF_8));
        assertThat(event.has("data")).isEqualTo(json);
        assertThat(event.has("data_base64")).isEqualTo(!json);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "1 2", "{} x", "nope", "\u0000"})
    void doesNotTrustBytesThatSayTheyAreJson(String payload) {
        byte[] data = payload.getBytes(UTF_8);
        assertThat(full("application/json", data).get("data_base64").binaryValue())
                .isEqualTo(data);
    }

    @Test
    void doesNotTrustJsonInAnotherEncoding() {
        byte[] data = "{\"a\":1}".getBytes(UTF_16);
        assertThat(full("application/json", data).get("data_base64").binaryValue())
                .isEqualTo(data);
    }

    @Test
    void aTombstoneHasNoData() {
        JsonNode json = full(null, null);
        assertThat(json.has("data")).isFalse();
        assertThat(json.has("data_base64")).isFalse();
        assertThat(json.has("datacontenttype")).isFalse();
    }

    private static JsonNode full(@Nullable String contentType, byte @Nullable [] data) {
        return JSON.readTree(text(new CloudEventJson("/s", true), event(contentType, data)));
    }

    private static String text(CloudEventJson json, EventRecord event) {
        return new String(json.write(event, "5-1"), UTF_8);
    }

    private static EventRecord event(@Nullable String contentType, byte @Nullable [] data) {
        return new EventRecord(
                1,
                ID,
                "order",
                "it's \"7\" \uD83D\uDE80",
                "Placed",
                null,
                "urn:s",
                contentType,
                Map.of("traceparent", "00-a", "Tenant-Id", "no", "a_b", "no", "id", "no", "data", "no"),
                data,
                "2026-01-01T00:00:00.5Z");
    }
}
