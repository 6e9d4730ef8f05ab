package io.dualstream.outbox.testkit;

import io.dualstream.outbox.testkit.internal.Ports;
import io.dualstream.outbox.testkit.internal.TestServerException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A network between a client and a server on loopback, which can simulate faults. A change of the target is like a virtual
 * address that moves in a failover. Thread-safe. Must be closed.
 */
public final class TestProxy implements AutoCloseable {

    /** A direction through the proxy. */
    public enum Direction {
        TO_SERVER,
        TO_CLIENT
    }

    private final int port = Ports.free();
    private final NetworkConditions network = new NetworkConditions();
    private final Set<ProxyConnection> connections = ConcurrentHashMap.newKeySet();
    private @Nullable ServerSocket listener;
    private @Nullable Integer serverPort;
    private volatile @Nullable Thread acceptor;
    private boolean closed;

    private TestProxy(@Nullable Integer serverPort) {
        this.serverPort = serverPort;
        listen();
    }

    /** Starts a proxy that resets every connection until {@link #target} sets a server. */
    public static TestProxy start() {
        return new TestProxy(null);
    }

    /** Starts a proxy in front of the server at that port on loopback. The server need not run yet. */
    public static TestProxy to(int serverPort) {
        return new TestProxy(serverPort);
    }

    /** Returns the port on loopback to connect to, which never changes. */
    public int port() {
        return port;
    }

    /** Resets every connection. New connections lead to the server at that port on loopback. */
    public synchronized void target(int serverPort) {
        this.serverPort = serverPort;
        reset();
    }

    /** Resets every connection, and refuses new connections. */
    public void cut() {
        stopListening();
        awaitAcceptor();
        reset();
    }

    /** Accepts every connection and all data, and passes nothing on, as if a cable were pulled. */
    public void hang() {
        network.block(Direction.TO_SERVER);
        network.block(Direction.TO_CLIENT);
    }

    /** Passes nothing on in one direction, as {@link #hang()} does in both. */
    public void hang(Direction direction) {
        network.block(direction);
    }

    /**
     * Delays data and limits the rate, in each direction.
     *
     * @param bytesPerSecond limit of one connection in each direction
     */
    public void slow(Duration latency, long bytesPerSecond) {
        network.slow(latency, bytesPerSecond);
    }

    /**
     * Ends every fault. Held-back data arrive now, as after the recovery of a network, unless their sender has disconnected.
     */
    public synchronized void restore() {
        network.clear();
        if (listener == null && !closed) {
            listen();
        }
    }

    /** Returns the number of open connections through the proxy. */
    public int connections() {
        return connections.size();
    }

    /** Resets every connection and stops the proxy. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        cut();
    }

    private void listen() {
        try {
            ServerSocket opened = new ServerSocket();
            opened.setReuseAddress(true);
            opened.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            listener = opened;
            Thread thread = new Thread(() -> accept(opened), "outbox-testkit-proxy-" + port);
            thread.setDaemon(true);
            acceptor = thread;
            thread.start();
        } catch (IOException e) {
            throw new TestServerException("the proxy cannot listen on port " + port, e);
        }
    }

    private synchronized void stopListening() {
        if (listener != null) {
            ServerSocket open = listener;
            listener = null;
            try {
                open.close();
            } catch (IOException e) {
                throw new TestServerException("the proxy on port " + port + " cannot be closed", e);
            }
        }
    }

    /**
     * Waits for the thread that accepts connections, which keeps the socket open until the thread has noticed the close. Not
     * under the lock, because the thread may need the lock first.
     */
    private void awaitAcceptor() {
        Thread noticing = acceptor;
        try {
            if (noticing != null) {
                noticing.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void accept(ServerSocket listening) {
        try {
            while (true) {
                connect(listening, listening.accept());
            }
        } catch (IOException closed) {
            // cut, or closed
        }
    }

    private synchronized void connect(ServerSocket through, Socket client) throws IOException {
        if (through != listener || serverPort == null) {
            ProxyConnection.reset(client);
            return;
        }
        ProxyConnection connection = new ProxyConnection(client, serverPort, network, connections::remove);
        connections.add(connection);
        connection.start();
    }

    private void reset() {
        connections.forEach(ProxyConnection::reset);
    }
}
