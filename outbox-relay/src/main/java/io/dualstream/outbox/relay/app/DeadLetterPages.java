package io.dualstream.outbox.relay.app;

import io.dualstream.outbox.relay.app.StatusServer.Page;
import io.dualstream.outbox.relay.status.DeadLetters;
import io.dualstream.outbox.relay.status.DeadLetters.DeadLetterException;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Dead letters over HTTP, as JSON.
 *
 * <pre>
 *   GET   /dead-letters?after=0&amp;limit=100     without payloads
 *   GET   /dead-letters/17                    with its payload
 *   POST  /dead-letters/17/retry
 *   POST  /dead-letters/17/discard
 *   POST  /dead-letters/retry?aggregateType=order
 *   PATCH /dead-letters/17                    {"payload": …, "payloadBase64": "…", "topic": "…", "key": "…"}
 * </pre>
 */
final class DeadLetterPages implements Endpoint {

    static final String PATH = "/dead-letters";

    private static final int MAX_LIMIT = 1_000;

    private final JsonMapper json = JsonMapper.builder().build();
    private final DeadLetters letters;

    DeadLetterPages(DeadLetters letters) {
        this.letters = letters;
    }

    @Override
    public Page answer(Request request) {
        List<String> steps = request.steps();
        try {
            if (steps.isEmpty()) {
                return request.method().equals("GET") ? list(request.parameters()) : only("GET");
            }
            if (steps.equals(List.of("retry"))) {
                return request.method().equals("POST") ? retryAll(request.parameters()) : only("POST");
            }
            long number = Long.parseLong(steps.get(0));
            if (letters.find(number).isEmpty()) {
                return error(404, "there is no dead letter " + number);
            }
            return one(number, steps.subList(1, steps.size()), request);
        } catch (NumberFormatException e) {
            return error(404, "a dead letter is named by its number; after and limit must be numbers, too");
        } catch (JacksonException | IllegalArgumentException e) {
            return error(400, "the body must be a JSON object with payload, payloadBase64, topic or key");
        } catch (DeadLetterException e) {
            return error(409, String.valueOf(e.getMessage()));
        }
    }

    private Page one(long number, List<String> steps, Request request) {
        if (steps.isEmpty()) {
            return switch (request.method()) {
                case "GET" -> show(number, 200);
                case "PATCH" -> edit(number, request.body());
                default -> only("GET and PATCH");
            };
        }
        boolean retry = steps.equals(List.of("retry"));
        if (!retry && !steps.equals(List.of("discard"))) {
            return error(404, "not found");
        }
        if (!request.method().equals("POST")) {
            return only("POST");
        }
        if (retry) {
            letters.retry(number);
        } else {
            letters.discard(number);
        }
        return show(number, 202);
    }

    private Page list(Map<String, String> parameters) {
        long after = Long.parseLong(parameters.getOrDefault("after", "0"));
        int limit = Math.min(MAX_LIMIT, Integer.parseInt(parameters.getOrDefault("limit", "100")));
        return page(
                200, letters.list(after, limit).stream().map(LetterJson::brief).toList());
    }

    private Page show(long number, int status) {
        return letters.find(number)
                .map(letter -> page(status, LetterJson.whole(letter)))
                .orElseGet(() -> error(404, "there is no dead letter " + number));
    }

    private Page retryAll(Map<String, String> parameters) {
        return page(202, Map.of("asked", letters.retryAll(parameters.get("aggregateType"))));
    }

    private Page edit(long number, String body) {
        JsonNode changes = json.readTree(body);
        if (!changes.isObject() || changes.isEmpty()) {
            throw new IllegalArgumentException("no object");
        }
        DeadLetters.Edit edit = DeadLetters.Edit.none();
        for (Iterator<Map.Entry<String, JsonNode>> each = changes.properties().iterator(); each.hasNext(); ) {
            Map.Entry<String, JsonNode> change = each.next();
            JsonNode value = change.getValue();
            edit = switch (change.getKey()) {
                case "payload" -> edit.withPayload(value.toString());
                case "payloadBase64" ->
                    edit.withPayloadBinary(Base64.getDecoder().decode(value.stringValue()));
                case "topic" -> edit.withTopic(value.stringValue());
                case "key" -> edit.withKey(value.stringValue());
                default -> throw new IllegalArgumentException(change.getKey());
            };
        }
        letters.edit(number, edit);
        return show(number, 200);
    }

    private Page page(int status, Object content) {
        return new Page(status, "application/json", json.writeValueAsString(content) + "\n");
    }

    private static Page error(int status, String why) {
        return Page.error(status, why);
    }

    private static Page only(String methods) {
        return error(405, "only " + methods);
    }
}
