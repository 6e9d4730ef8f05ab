package io.dualstream.outbox.testkit.internal;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The part of the Redis protocol (RESP2) that the testkit needs, so that the testkit needs no Redis client. */
public final class RedisConnection implements Closeable {
    private final Socket socket = new Socket();
    private final DataInputStream in;
    private final OutputStream out;

    private RedisConnection(InetSocketAddress server, Duration timeout) throws IOException {
        int millis = Math.toIntExact(timeout.toMillis());
        try {
            socket.connect(server, millis);
            socket.setSoTimeout(millis);
            socket.setTcpNoDelay(true);
            in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            out = socket.getOutputStream();
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Connects to a server on this host. The timeout limits the connect and every wait for an answer. */
    public static RedisConnection open(int port, Duration timeout) throws IOException {
        return new RedisConnection(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), timeout);
    }

    /** Connects to the server and database of a {@code redis://user:password@host:port/database}, and logs in. */
    public static RedisConnection open(URI url, Duration timeout) throws IOException {
        int port = url.getPort() < 0 ? 6379 : url.getPort();
        RedisConnection connection = new RedisConnection(new InetSocketAddress(url.getHost(), port), timeout);
        try {
            connection.logIn(url);
            return connection;
        } catch (IOException e) {
            connection.close();
            throw e;
        }
    }

    /**
     * Sends a command and returns its answer: a String, a Long, a List of answers, or null. An error answer leads to an
     * {@link IOException}.
     */
    @Nullable
    public Object call(String... words) throws IOException {
        send(words);
        return receive();
    }

    public void send(String... words) throws IOException {
        StringWriter request = new StringWriter();
        request.append("*").append(Integer.toString(words.length)).append("\r\n");
        for (String word : words) {
            int bytes = word.getBytes(StandardCharsets.UTF_8).length;
            request.append("$")
                    .append(Integer.toString(bytes))
                    .append("\r\n")
                    .append(word)
                    .append("\r\n");
        }
        out.write(request.toString().getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    @Nullable
    public Object receive() throws IOException {
        int type = in.readByte();
        String line = line();
        return switch (type) {
            case '+' -> line;
            case ':' -> Long.valueOf(line);
            case '$' -> bulk(Integer.parseInt(line));
            case '*' -> array(Integer.parseInt(line));
            case '-' -> throw new IOException("Redis says " + line);
            default -> throw new IOException("not the Redis protocol: " + (char) type + line);
        };
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void logIn(URI url) throws IOException {
        String login = url.getUserInfo();
        if (login != null) {
            int colon = login.indexOf(':');
            String user = colon <= 0 ? "default" : login.substring(0, colon);
            call("AUTH", user, login.substring(colon + 1));
        }
        String path = url.getPath();
        if (path != null && path.length() > 1) {
            call("SELECT", path.substring(1));
        }
    }

    private @Nullable String bulk(int bytes) throws IOException {
        if (bytes < 0) {
            return null;
        }
        byte[] value = new byte[bytes + 2];
        in.readFully(value);
        return new String(value, 0, bytes, StandardCharsets.UTF_8);
    }

    private @Nullable List<@Nullable Object> array(int length) throws IOException {
        if (length < 0) {
            return null;
        }
        List<@Nullable Object> values = new ArrayList<>(length);
        for (int i = 0; i < length; i++) {
            values.add(receive());
        }
        return values;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\r'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("Redis closed the connection");
            }
            line.append((char) c);
        }
        in.readByte();
        return line.toString();
    }
}
