package io.dualstream.outbox.relay.internal.wal;

import io.debezium.embedded.Connect;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.DebeziumEngine.RecordCommitter;
import io.debezium.engine.RecordChangeEvent;
import io.debezium.engine.format.ChangeEventFormat;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.ListIterator;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of the embedded engine, which begins at the slot's position. */
public final class WalStream implements DurableStream {

    private static final Logger log = LoggerFactory.getLogger(WalStream.class);
    private static final Duration CONFIRM_INTERVAL = Duration.ofMillis(500);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(20);

    /** Replaces a record that is decoded. */
    private static final SourceRecord DECODED = new SourceRecord(Map.of(), Map.of(), "", null, null);

    private final WalHandler handler;
    private final EventDecoder decoder = new EventDecoder();
    private final CountDownLatch started = new CountDownLatch(1);
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final AtomicReference<@Nullable Throwable> handlerFailure = new AtomicReference<>();
    private final String sockets;
    private final DebeziumEngine<RecordChangeEvent<SourceRecord>> engine;
    private final Thread thread;

    public WalStream(WalSettings settings, WalHandler handler) {
        this.handler = handler;
        Properties properties = EngineProperties.of(settings);
        this.sockets = properties.getProperty(EngineProperties.SOCKETS, "");
        EngineSockets.open(sockets);
        this.engine = DebeziumEngine.create(ChangeEventFormat.of(Connect.class))
                .using(properties)
                .using(new DebeziumEngine.ConnectorCallback() {
                    @Override
                    public void pollingStarted() {
                        started.countDown();
                    }
                })
                .using((records, sinceLast) -> sinceLast.compareTo(CONFIRM_INTERVAL) >= 0)
                .using((success, message, error) -> end(success, message, error))
                .notifying(this::handle)
                .build();
        this.thread = new Thread(this::run, "outbox-relay-wal");
    }

    @Override
    public void start() {
        thread.start();
    }

    /** Runs the engine, which reports how it ended, unless an unexpected error ends it. */
    private void run() {
        try {
            engine.run();
        } catch (Throwable e) {
            end(false, "The engine's thread failed", e);
        }
    }

    @Override
    public boolean awaitEnd(Duration limit) throws InterruptedException, WalStreamException {
        try {
            ended.get(limit.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            Throwable cause = handlerFailure.get();
            throw new WalStreamException(cause == null ? e.getCause() : cause, cause == null);
        }
    }

    private void handle(
            List<RecordChangeEvent<SourceRecord>> batches, RecordCommitter<RecordChangeEvent<SourceRecord>> committer)
            throws InterruptedException {
        for (RecordChangeEvent<SourceRecord> batch : batches) {
            List<SourceRecord> records =
                    batch.record() instanceof WalBatch whole ? whole.records() : Arrays.asList(batch.record());
            List<WalRecord> decoded = new ArrayList<>(records.size());
            try {
                for (ListIterator<SourceRecord> each = records.listIterator(); each.hasNext(); ) {
                    decoded.add(decoder.decode(each.next()));
                    each.set(DECODED); // otherwise each payload would be in memory twice
                }
                confirm(decoded, handler.handle(decoded), batch, committer);
            } catch (RuntimeException | Error e) {
                handlerFailure.compareAndSet(null, e);
                // Never pass on a RetriableException: the engine would drop the batch and continue.
                throw new IllegalStateException("The batch was not published", e);
            }
        }
        committer.markBatchFinished();
    }

    /** Confirms the position, never beyond the one that Kafka records: a slot found beyond it counts as moved by somebody else. */
    private static void confirm(
            List<WalRecord> records,
            long safeLsn,
            RecordChangeEvent<SourceRecord> batch,
            RecordCommitter<RecordChangeEvent<SourceRecord>> committer)
            throws InterruptedException {
        long lastCommitLsn = records.get(records.size() - 1).lastCommitLsn();
        if (lastCommitLsn != 0 && Long.compareUnsigned(lastCommitLsn, safeLsn) <= 0) {
            committer.markProcessed(batch);
        }
    }

    private void end(boolean success, String message, @Nullable Throwable error) {
        started.countDown();
        if (success) {
            ended.complete(null);
        } else {
            ended.completeExceptionally(error == null ? new IllegalStateException(message) : error);
        }
    }

    @Override
    public void abort() {
        EngineSockets.close(sockets);
    }

    /** Stops the engine, after the batch under way is finished. Bounded, idempotent. */
    @Override
    public void close() {
        try {
            // The engine refuses to close while its task starts.
            if (thread.isAlive() && started.await(CLOSE_LIMIT.toNanos(), TimeUnit.NANOSECONDS) && !ended.isDone()) {
                engine.close();
            }
            thread.join(CLOSE_LIMIT.toMillis());
        } catch (IllegalStateException | IOException e) {
            log.debug("The engine was stopping already", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            thread.interrupt();
        }
        abort();
    }
}
