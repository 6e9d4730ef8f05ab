package io.dualstream.outbox.benchmarks.live;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.dualstream.outbox.benchmarks.measure.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs clients on one thread, some of which stop reading on {@link #stick}. Records how long each event took to each client
 * that reads.
 */
final class SseClients implements AutoCloseable {

    private static final int STUCK_RECEIVE_BYTES = 32_768;
    private static final int CONNECTING_AT_ONCE = 100;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Selector selector = Selector.open();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);
    private final List<SocketChannel> channels = new ArrayList<>();
    private final Latencies latencies;
    private final Thread thread = new Thread(this::run, "benchmark-sse-clients");
    private final AtomicInteger greeted = new AtomicInteger();
    private volatile boolean stop;
    private volatile boolean stuck;

    /** One connection. Finds the time at which an event was written in the received bytes, however they are divided. */
    private static final class Client {
        private final boolean mayStick;
        private final boolean measured;
        private final SentAt sentAt = new SentAt();
        private boolean greeted;

        Client(boolean mayStick, boolean measured) {
            this.mayStick = mayStick;
            this.measured = measured;
        }
    }

    SseClients(Latencies latencies) throws IOException {
        this.latencies = latencies;
        thread.setDaemon(true);
    }

    /**
     * Connects another client. A client that {@code mayStick} subscribes to all events, is not measured, and stops reading on
     * {@link #stick}.
     */
    void connect(int port, String query, boolean mayStick) throws IOException {
        SocketChannel channel = SocketChannel.open();
        if (mayStick) {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, STUCK_RECEIVE_BYTES);
        }
        channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        ByteBuffer request =
                ByteBuffer.wrap(("GET /live?" + query + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(US_ASCII));
        while (request.hasRemaining()) {
            channel.write(request);
        }
        channel.configureBlocking(false);
        channels.add(channel);
        channel.register(selector, SelectionKey.OP_READ, new Client(mayStick, !mayStick));
        if (channels.size() == 1) {
            thread.start();
        }
        selector.wakeup();
        Await.until("the server answers", PATIENCE, () -> channels.size() - greeted.get() < CONNECTING_AT_ONCE);
    }

    /** The number of clients that have received an answer. */
    int greeted() {
        return greeted.get();
    }

    /** From now on, clients that may stick do not read. */
    void stick() {
        stuck = true;
    }

    private void run() {
        try {
            while (!stop) {
                selector.select(100);
                for (SelectionKey key : selector.selectedKeys()) {
                    read(key);
                }
                selector.selectedKeys().clear();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read(SelectionKey key) throws IOException {
        Client client = (Client) key.attachment();
        if (stuck && client.mayStick) {
            key.interestOps(0);
            return;
        }
        buffer.clear();
        int got = ((SocketChannel) key.channel()).read(buffer);
        if (got < 0) {
            key.cancel();
            return;
        }
        if (!client.greeted) {
            client.greeted = true;
            greeted.incrementAndGet();
        }
        long now = System.nanoTime();
        for (int i = 0; i < got; i++) {
            long sent = client.sentAt.next(buffer.get(i));
            if (sent != 0 && client.measured) {
                latencies.add(now - sent);
            }
        }
    }

    @Override
    public void close() throws IOException {
        stop = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (SocketChannel channel : channels) {
            channel.close();
        }
        selector.close();
    }
}
