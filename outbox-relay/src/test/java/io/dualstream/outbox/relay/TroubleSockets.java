package io.dualstream.outbox.relay;

import io.dualstream.outbox.relay.config.RelaySettings;
import io.dualstream.outbox.relay.config.RelaySettingsBuilder;
import io.dualstream.outbox.runtime.internal.Trouble;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.SocketFactory;

/** Lets PostgreSQL's driver meet trouble each time it connects, and after that find no server. Given to it by name, in a URL. */
public final class TroubleSockets extends SocketFactory {

    private static final Map<String, Trouble> TROUBLES = new ConcurrentHashMap<>();
    private static final AtomicInteger NEXT = new AtomicInteger();

    private final Trouble trouble;

    public TroubleSockets(String number) {
        this.trouble = Objects.requireNonNull(TROUBLES.get(number));
    }

    /** Of a relay that tries again within milliseconds. */
    public static RelaySettingsBuilder settings(Trouble trouble) {
        String number = Integer.toString(NEXT.incrementAndGet());
        TROUBLES.put(number, trouble);
        return RelaySettings.builder()
                .postgres(
                        "jdbc:postgresql://localhost:1/none?socketFactory=" + TroubleSockets.class.getName()
                                + "&socketFactoryArg=" + number,
                        "nobody",
                        null)
                .kafka("localhost:1")
                .redis("redis://localhost:1")
                .heartbeatInterval(Duration.ofMillis(100))
                .backoff(Duration.ofMillis(1), Duration.ofMillis(20));
    }

    @Override
    public Socket createSocket() throws IOException {
        trouble.meet();
        throw new IOException("no server here");
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return createSocket();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        return createSocket();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return createSocket();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) throws IOException {
        return createSocket();
    }
}
