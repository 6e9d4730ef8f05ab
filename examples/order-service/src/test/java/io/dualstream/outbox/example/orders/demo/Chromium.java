package io.dualstream.outbox.example.orders.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Controls a headless Chromium with one page through Chromium's debugging protocol. Must be closed; no process and no file
 * then remains.
 */
final class Chromium implements AutoCloseable, WebSocket.Listener {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Path profile = Files.createTempDirectory("chromium");
    private final Process process;
    private final WebSocket socket;
    private final AtomicInteger calls = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
    private final StringBuilder incoming = new StringBuilder();
    private final String session;

    Chromium(Path executable, String url) throws IOException {
        List<String> command = new ArrayList<>(List.of(executable.toString(), "--headless", "--no-sandbox"));
        command.addAll(List.of("--disable-gpu", "--disable-quic", "--no-first-run", "--disable-dev-shm-usage"));
        command.addAll(List.of("--disable-background-networking", "--disable-component-update", "--disable-sync"));
        command.addAll(List.of("--remote-debugging-port=0", "--window-size=1440,1000", "--user-data-dir=" + profile));
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(debugger(), this)
                .join();
        String target = call("Target.createTarget", Map.of("url", url), null)
                .get("targetId")
                .stringValue();
        session = call("Target.attachToTarget", Map.of("targetId", target, "flatten", true), null)
                .get("sessionId")
                .stringValue();
    }

    /** Returns the value of a JavaScript expression in the page. */
    JsonNode evaluate(String expression) {
        JsonNode answer = call("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true), session);
        if (answer.has("exceptionDetails")) {
            throw new IllegalStateException(answer.toString());
        }
        return answer.at("/result/value");
    }

    /** Returns the page as a PNG. */
    byte[] screenshot(int width, int height) {
        call(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1.5, "mobile", false),
                session);
        JsonNode picture = call("Page.captureScreenshot", Map.of("format", "png"), session);
        return Base64.getDecoder().decode(picture.get("data").stringValue());
    }

    private JsonNode call(String method, Map<String, ?> parameters, @Nullable String inSession) {
        int id = calls.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        answers.put(id, answer);
        var request = new HashMap<String, Object>(Map.of("id", id, "method", method, "params", parameters));
        if (inSession != null) {
            request.put("sessionId", inSession);
        }
        socket.sendText(JSON.writeValueAsString(request), true).join();
        JsonNode whole = answer.orTimeout(3, TimeUnit.MINUTES).join();
        if (whole.has("error")) {
            throw new IllegalStateException(method + ": " + whole.get("error"));
        }
        return whole.get("result");
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        incoming.append(data);
        if (last) {
            JsonNode message = JSON.readTree(incoming.toString());
            incoming.setLength(0);
            CompletableFuture<JsonNode> waiting =
                    message.has("id") ? answers.remove(message.get("id").intValue()) : null;
            if (waiting != null) {
                waiting.complete(message);
            }
        }
        from.request(1);
        return null;
    }

    private URI debugger() throws IOException {
        var out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith("DevTools listening on ")) {
                drain(out);
                return URI.create(line.substring("DevTools listening on ".length()));
            }
        }
        throw new IOException("Chromium ended before it listened");
    }

    private static void drain(BufferedReader out) {
        Thread drain = new Thread(() -> out.lines().forEach(line -> {}), "chromium-output");
        drain.setDaemon(true);
        drain.start();
    }

    @Override
    public void close() throws IOException {
        socket.abort();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().onExit().join();
        try (Stream<Path> files = Files.walk(profile)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
    }
}
