package io.dualstream.outbox.testkit;

import io.dualstream.outbox.testkit.TestProxy.Direction;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** One connection through a {@link TestProxy}: two sockets, and a thread for each direction. */
final class ProxyConnection {

    private static final int CHUNK_BYTES = 16 << 10;

    private final Socket client;
    private final Socket server = new Socket();
    private final int serverPort;
    private final NetworkConditions network;
    private final Consumer<ProxyConnection> ended;
    private final AtomicInteger openWays = new AtomicInteger(2);
    private final Thread toServer = daemon(this::connect, "to-server");
    private final Thread toClient = daemon(() -> carry(Direction.TO_CLIENT, server(), client()), "to-client");

    ProxyConnection(Socket client, int serverPort, NetworkConditions network, Consumer<ProxyConnection> ended) {
        this.client = client;
        this.serverPort = serverPort;
        this.network = network;
        this.ended = ended;
    }

    void start() {
        toServer.start();
    }

    /** Ends both sides with a TCP reset. May be called from any thread. */
    void reset() {
        reset(client);
        reset(server);
        toServer.interrupt();
        toClient.interrupt();
        ended.accept(this);
    }

    static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException alreadyClosed) {
            // then nothing is left to reset
        }
        close(socket);
    }

    private void connect() {
        try {
            network.travel(Direction.TO_SERVER, 0, true);
            server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), serverPort));
            server.setTcpNoDelay(true);
            client.setTcpNoDelay(true);
        } catch (IOException | InterruptedException refused) {
            reset();
            return;
        }
        toClient.start();
        carry(Direction.TO_SERVER, client, server);
    }

    private void carry(Direction direction, Socket from, Socket to) {
        byte[] chunk = new byte[CHUNK_BYTES];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            while (true) {
                boolean first = in.available() == 0;
                int bytes = in.read(chunk);
                network.travel(direction, Math.max(0, bytes), first);
                if (bytes < 0) {
                    break;
                }
                out.write(chunk, 0, bytes);
            }
            to.shutdownOutput();
            if (openWays.decrementAndGet() == 0) {
                close(client);
                close(server);
                ended.accept(this);
            }
        } catch (IOException | InterruptedException broken) {
            reset();
        }
    }

    private Socket client() {
        return client;
    }

    private Socket server() {
        return server;
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(work, "outbox-testkit-proxy-" + name);
        thread.setDaemon(true);
        return thread;
    }
}
