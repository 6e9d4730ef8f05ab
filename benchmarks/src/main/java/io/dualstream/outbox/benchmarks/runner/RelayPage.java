package io.dualstream.outbox.benchmarks.runner;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the figures that a run needs from the status page of the measured relay. */
public final class RelayPage {

    private static final URI STATUS = URI.create("http://127.0.0.1:" + Launcher.STATUS_PORT + "/status");

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();

    /** A number on the page by its name; empty if there is no page. */
    public OptionalLong number(String name) {
        try {
            HttpRequest request = HttpRequest.newBuilder(STATUS)
                    .timeout(Duration.ofSeconds(2))
                    .build();
            Matcher number = Pattern.compile("\"" + name + "\"\\s*:\\s*(\\d+)")
                    .matcher(client.send(request, BodyHandlers.ofString()).body());
            return number.find() ? OptionalLong.of(Long.parseLong(number.group(1))) : OptionalLong.empty();
        } catch (IOException notThereYet) {
            return OptionalLong.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return OptionalLong.empty();
        }
    }
}
