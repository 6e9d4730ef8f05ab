package io.dualstream.outbox.relay.internal.wal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.SocketFactory;
import org.postgresql.Driver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the sockets of one engine's connections, and can close all of them, which ends every wait for a server that does not
 * answer. Public because the driver creates the class by name. Thread-safe.
 */
public final class EngineSockets extends SocketFactory {

    private static final Logger log = LoggerFactory.getLogger(EngineSockets.class);
    private static final Map<String, Set<Socket>> ENGINES = new ConcurrentHashMap<>();

    private final String engine;

    /** {@code engine} is the name that was given to {@link #open}. */
    public EngineSockets(String engine) {
        this.engine = engine;
    }

    /** Whether the driver can load this class, which it cannot if an application server has the driver in a class loader of its own. */
    static boolean isKnownToTheDriver() {
        try {
            Class.forName(EngineSockets.class.getName(), false, Driver.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    static void open(String engine) {
        ENGINES.put(engine, ConcurrentHashMap.newKeySet());
    }

    /** Closes the engine's sockets, and makes no more for that engine. Idempotent. */
    static void close(String engine) {
        Set<Socket> sockets = ENGINES.remove(engine);
        for (Socket socket : sockets == null ? Set.<Socket>of() : sockets) {
            close(socket);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            log.debug("A socket to PostgreSQL cannot be closed", e);
        }
    }

    @Override
    public Socket createSocket() throws IOException {
        Set<Socket> sockets = ENGINES.get(engine);
        if (sockets == null) {
            throw new SocketException("this WAL stream has ended");
        }
        Socket socket = SocketFactory.getDefault().createSocket();
        sockets.add(socket);
        if (!ENGINES.containsKey(engine)) {
            close(socket);
        }
        return socket;
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return createSocket(InetAddress.getByName(host), port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        Socket socket = createSocket();
        socket.connect(new InetSocketAddress(host, port));
        return socket;
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress from, int fromPort) throws IOException {
        return createSocket(InetAddress.getByName(host), port, from, fromPort);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) throws IOException {
        Socket socket = createSocket();
        socket.bind(new InetSocketAddress(from, fromPort));
        socket.connect(new InetSocketAddress(host, port));
        return socket;
    }
}
