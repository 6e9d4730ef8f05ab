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
 * The network between a client and a server on loopback, with faults at will; pointed elsewhere, it moves as a virtual address
 * does in a failover. Thread-safe; close it.
 */
public final class TestProxy implements AutoCloseable {

    /** One way through the proxy. */
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

    /** A proxy that resets every connection until it is told a {@link #target}. */
    public static TestProxy start() {
        return new TestProxy(null);
    }

    /** A proxy in front of the server on that loopback port, which need not be there yet. */
    public static TestProxy to(int serverPort) {
        return new TestProxy(serverPort);
    }

    /** Loopback port to connect to; the same for the proxy's whole life. */
    public int port() {
        return port;
    }

    /** Resets every connection; new ones go to the server on that loopback port. */
    public synchronized void target(int serverPort) {
        this.serverPort = serverPort;
        reset();
    }

    /** Resets every connection, and refuses new ones. */
    public void cut() {
        stopListening();
        awaitAcceptor();
        reset();
    }

    /** Takes every connection and everything sent, passes nothing on and says nothing: as when a cable is pulled. */
    public void hang() {
        network.block(Direction.TO_SERVER);
        network.block(Direction.TO_CLIENT);
    }

    /** Like {@link #hang()}, one way only. */
    public void hang(Direction direction) {
        network.block(direction);
    }

    /**
     * Delays what is sent, each way, and thins it out.
     *
     * @param bytesPerSecond of one connection, each way
     */
    public void slow(Duration latency, long bytesPerSecond) {
        network.slow(latency, bytesPerSecond);
    }

    /** Ends every fault. What was held back arrives now, as after a network's recovery, unless its sender has gone. */
    public synchronized void restore() {
        network.clear();
        if (listener == null && !closed) {
            listen();
        }
    }

    /** Connections that are open through the proxy. */
    public int connections() {
        return connections.size();
    }

    /** Resets every connection and ends. */
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

    /** A thread that waits in accept keeps the socket open until it has noticed. Not under the lock: it may need that first. */
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
