package io.dualstream.outbox.live.sse;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One request over a plain socket, whose answer a test reads as it comes, or not at all. */
public final class SseBrowser implements AutoCloseable {

    private final Socket socket = new Socket();
    private final BufferedReader in;
    private final List<String> headers = new ArrayList<>();
    private volatile @Nullable String lastEventId;

    /** What a browser hands to a page; without an id if none came with it. */
    public record Message(String event, @Nullable String id, String data) {}

    /** A receive buffer of 0 bytes leaves it as it is. */
    public SseBrowser(int port, String target, @Nullable String lastEventId, int receiveBufferBytes)
            throws IOException {
        this.lastEventId = lastEventId;
        if (receiveBufferBytes > 0) {
            socket.setReceiveBufferSize(receiveBufferBytes);
        }
        socket.setSoTimeout(20_000);
        try {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            String header = lastEventId == null ? "" : "Last-Event-ID: " + lastEventId + "\r\n";
            socket.getOutputStream()
                    .write(("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n" + header + "\r\n").getBytes(UTF_8));
            InputStream answer = new BufferedInputStream(socket.getInputStream());
            for (String line = Dechunked.line(answer); !line.isEmpty(); line = Dechunked.line(answer)) {
                headers.add(line);
            }
            boolean chunked = headers.stream().anyMatch("Transfer-Encoding: chunked"::equalsIgnoreCase);
            in = new BufferedReader(new InputStreamReader(chunked ? new Dechunked(answer) : answer, UTF_8));
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    String status() {
        return headers.get(0);
    }

    List<String> headers() {
        return headers;
    }

    /** What a browser would send when it connects again. */
    public @Nullable String lastEventId() {
        return lastEventId;
    }

    /** The next message that has data. */
    Message next() {
        Message message = nextOrEnd();
        if (message == null) {
            throw new AssertionError("the stream has ended");
        }
        return message;
    }

    /** The next message that has data; null at the end of the stream, which drops what is not complete. */
    public @Nullable Message nextOrEnd() {
        String event = "message";
        String id = null;
        StringBuilder data = new StringBuilder();
        for (String line = line(); line != null; line = line()) {
            if (line.isEmpty()) {
                lastEventId = id == null ? lastEventId : id.isEmpty() ? null : id;
                if (data.length() > 0) {
                    return new Message(event, id, data.substring(0, data.length() - 1));
                }
                event = "message";
                id = null;
            } else if (line.startsWith("event: ")) {
                event = line.substring(7);
            } else if (line.startsWith("id: ")) {
                id = line.substring(4);
            } else if (line.startsWith("data: ")) {
                data.append(line.substring(6)).append('\n');
            }
        }
        return null;
    }

    /** A line of the body; null at its end. */
    @Nullable
    String line() {
        try {
            return in.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
