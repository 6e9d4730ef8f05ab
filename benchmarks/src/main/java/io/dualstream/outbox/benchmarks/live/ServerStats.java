package io.dualstream.outbox.benchmarks.live;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

/** The server's statistics: current clients, clients that were ended, and the heap in use after a collection. */
record ServerStats(long clients, long evicted, long heapBytes) {

    static ServerStats ask(int port) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/stats"))
                .build();
        try {
            String[] words = HttpClient.newHttpClient()
                    .send(request, BodyHandlers.ofString())
                    .body()
                    .split(" ", -1);
            return new ServerStats(Long.parseLong(words[0]), Long.parseLong(words[1]), Long.parseLong(words[2]));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
