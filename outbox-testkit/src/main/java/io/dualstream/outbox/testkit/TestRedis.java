package io.dualstream.outbox.testkit;

import io.dualstream.outbox.testkit.internal.Directories;
import io.dualstream.outbox.testkit.internal.Ports;
import io.dualstream.outbox.testkit.internal.ProcessReaper;
import io.dualstream.outbox.testkit.internal.RedisConnection;
import io.dualstream.outbox.testkit.internal.ServerProcess;
import io.dualstream.outbox.testkit.internal.TestServerException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import redis.embedded.core.ExecutableProvider;

/** A Redis server of its own, without persistence unless the settings say otherwise. Thread-safe. Must be closed. */
public final class TestRedis implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final int port = Ports.free();
    private final Path temporary = Directories.temporary("redis");
    private final ProcessReaper reaper = ProcessReaper.on(temporary);
    private final Map<String, String> settings;
    private @Nullable ServerProcess process;

    private TestRedis(Map<String, String> settings) {
        this.settings = settings;
        try {
            launch();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Starts a server that keeps its data only in memory. */
    public static TestRedis start() {
        return start(Map.of());
    }

    /** Starts a server with parameters of {@code redis.conf}, such as {@code appendonly yes} or {@code maxmemory 4mb}. */
    public static TestRedis start(Map<String, String> settings) {
        return new TestRedis(settings);
    }

    /** Returns the URL of the server, for example {@code redis://127.0.0.1:20123}. */
    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    /** Returns the URL of a server behind a proxy; the target of the proxy decides which server is used. */
    public static String url(TestProxy proxy) {
        return "redis://127.0.0.1:" + proxy.port();
    }

    /** Returns the port on loopback, which never changes. */
    public int port() {
        return port;
    }

    /** Deletes every key. */
    public void flushAll() {
        call("FLUSHALL");
    }

    /**
     * Starts another server with the same settings and data. The new server follows this server asynchronously until
     * {@link #promote}.
     */
    public TestRedis replica() {
        TestRedis replica = new TestRedis(settings);
        try {
            replica.call("REPLICAOF", "127.0.0.1", Integer.toString(port));
            replica.awaitLink();
            return replica;
        } catch (RuntimeException e) {
            replica.close();
            throw e;
        }
    }

    /** Makes this {@link #replica} an independent server with the data that have arrived by now. */
    public void promote() {
        call("REPLICAOF", "NO", "ONE");
    }

    private void awaitLink() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!call("INFO", "replication").contains("master_link_status:up")) {
            if (System.nanoTime() - deadline > 0) {
                throw new TestServerException("Redis on port " + port + " does not become a replica in time", null);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    private String call(String... words) {
        try (RedisConnection connection = RedisConnection.open(port, PATIENCE)) {
            return String.valueOf(connection.call(words));
        } catch (IOException e) {
            throw new TestServerException("Redis on port " + port + " refuses " + words[0], e);
        }
    }

    /** Stops the server in an orderly way. The server's settings decide what is persisted. */
    public synchronized void stop() {
        resume();
        end("TERM");
    }

    /** Kills the server ({@code kill -9}). Data that are not persisted are lost. */
    public synchronized void kill() {
        end("KILL");
    }

    /** Freezes the server: connections stay open and get no answer until {@link #resume}. */
    public synchronized void pause() {
        signal("STOP");
    }

    /** Ends a {@link #pause}. */
    public synchronized void resume() {
        signal("CONT");
    }

    /**
     * Starts the server again with the same port and directory. If the server is running, stops it first in an orderly way.
     */
    public synchronized void restart() {
        stop();
        launch();
    }

    /** Stops the server and deletes its files. */
    @Override
    public synchronized void close() {
        end("KILL");
        reaper.release();
        Directories.delete(temporary);
    }

    private void launch() {
        process = ServerProcess.start(command(), temporary.resolve("redis.log"), reaper, PATIENCE, pid -> answers());
    }

    private void signal(String name) {
        if (process != null) {
            process.signal(name);
        }
    }

    private void end(String signal) {
        if (process != null) {
            process.end(signal, PATIENCE);
            process = null;
            reaper.watchNothing();
        }
    }

    private boolean answers() {
        try (RedisConnection connection = RedisConnection.open(port, Duration.ofSeconds(1))) {
            return "PONG".equals(connection.call("PING"));
        } catch (IOException notYet) {
            return false;
        }
    }

    private List<String> command() {
        List<String> words = new ArrayList<>(List.of(executable().toString()));
        words.addAll(List.of("--port", Integer.toString(port), "--bind", "127.0.0.1", "--dir", temporary.toString()));
        words.addAll(List.of("--save", "", "--daemonize", "no"));
        settings.forEach((name, value) -> words.addAll(List.of("--" + name, value)));
        return words;
    }

    private Path executable() {
        try {
            return ExecutableProvider.newJarResourceProvider(temporary.toFile())
                    .get()
                    .toPath();
        } catch (IOException e) {
            throw new TestServerException("cannot unpack Redis into " + temporary, e);
        }
    }
}
