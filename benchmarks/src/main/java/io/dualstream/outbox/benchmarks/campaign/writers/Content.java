package io.dualstream.outbox.benchmarks.campaign.writers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What an event says. All of it follows from the event's id and number, so that a reader can tell whether it was altered: JSON,
 * text, bytes or a tombstone, small and large, with and without headers.
 *
 * @param key null: the aggregate id is the key
 * @param contentType null: what the payload's column stands for
 * @param json the payload, if it is JSON
 * @param binary the payload, if it is not; an event with neither is a tombstone
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Content(
        String eventType,
        @Nullable String key,
        @Nullable String dataSchema,
        @Nullable String contentType,
        Map<String, String> headers,
        @Nullable String json,
        byte @Nullable [] binary) {

    private static final List<String> TYPES = List.of("Done", "OrderPlaced", "order.paid/v2", "Größe geändert", "取消 ☂");
    private static final int HEADER_SETS = 16;
    private static final int LARGE_BYTES = 200_000;
    private static final int MEDIUM_BYTES = 5_000;

    public static Content of(Intent intent) {
        Random random = new Random(intent.id().getLeastSignificantBits());
        String key = intent.aggregateId().hashCode() % 4 == 0 ? "key of " + intent.aggregateId() + " ß" : null;
        String type = TYPES.get(random.nextInt(TYPES.size()));
        String schema = random.nextInt(4) == 0 ? "https://schemas.example/order/2?of=%C3%BC#v1" : null;
        Map<String, String> headers = random.nextBoolean() ? Map.of() : headers(random.nextInt(HEADER_SETS));
        int kind = random.nextInt(100);
        if (kind < 6) {
            return new Content(type, key, schema, null, headers, null, null);
        }
        int size = size(random);
        if (kind < 16) {
            byte[] bytes = new byte[size];
            random.nextBytes(bytes);
            return new Content(type, key, schema, kind < 10 ? "application/avro" : null, headers, null, bytes);
        }
        String json = json(intent, random, size);
        if (kind < 22) {
            String textual = kind < 19 ? "text/plain; charset=utf-8" : "application/json";
            return new Content(type, key, schema, textual, headers, null, json.getBytes(UTF_8));
        }
        return new Content(type, key, schema, kind < 30 ? "application/vnd.shop+json" : null, headers, json, null);
    }

    private static int size(Random random) {
        int dice = random.nextInt(4_096);
        return dice == 0 ? LARGE_BYTES : dice < 64 ? MEDIUM_BYTES : random.nextInt(120);
    }

    /** Whatever a careless client would quote, escape or reformat. */
    private static String json(Intent intent, Random random, int size) {
        StringBuilder letters = new StringBuilder(size);
        for (int i = 0; i < size; i++) {
            letters.append((char) ('a' + random.nextInt(26)));
        }
        return "{\"of\":\"" + intent.key() + "\",  \"order\": " + intent.order() + ",\n\t\"n\":1.0e2, \"n\": -0,"
                + " \"text\":\"it's :here \\\\ \\\" \\n ü€😀\\u00e9\", \"more\":\"" + letters + "\" }";
    }

    /** Most have one or two; the others many, in every script. */
    private static Map<String, String> headers(int set) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0" + set % 2);
        if (set % 4 == 1) {
            headers.put("tenant", "Köln \"Süd\" \\ it's 東京 😀 " + set);
        }
        if (set % 4 == 3) {
            for (int n = 0; n < 10 + set; n++) {
                headers.put((n % 2 == 0 ? "many" : "X-Many.") + n, "value " + n + " ☂");
            }
            headers.put("Empty_One", "");
            headers.put("subject", "a header, not the attribute");
        }
        return headers;
    }

    /** The payload's bytes; null for a tombstone. */
    public byte @Nullable [] data() {
        return json == null ? binary : json.getBytes(UTF_8);
    }

    /** As consumers see it. */
    public @Nullable String mediaType() {
        if (contentType != null) {
            return contentType;
        }
        return json != null ? "application/json" : binary != null ? "application/octet-stream" : null;
    }

    /** The headers as the table takes them; null for none. */
    @Nullable
    String headersJson() {
        return headers.isEmpty()
                ? null
                : headers.entrySet().stream()
                        .map(header -> quoted(header.getKey()) + ":" + quoted(header.getValue()))
                        .collect(Collectors.joining(",", "{", "}"));
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
