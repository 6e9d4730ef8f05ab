package io.dualstream.outbox.relay.internal.wal;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.connect.runtime.WorkerConfig;
import org.apache.kafka.connect.storage.OffsetBackingStore;
import org.apache.kafka.connect.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * An offset store that stores nothing, so that the engine always streams from the slot. With a stored offset, the engine would
 * skip the events that it regards as seen, by LSN; rows of one WAL record share an LSN, so events would be lost. Public because
 * the engine creates the class by name.
 */
public final class NoOffsets implements OffsetBackingStore {

    @Override
    public Future<Map<ByteBuffer, ByteBuffer>> get(Collection<ByteBuffer> keys) {
        return CompletableFuture.completedFuture(Map.of());
    }

    @Override
    public Future<Void> set(Map<ByteBuffer, ByteBuffer> values, @Nullable Callback<Void> callback) {
        if (callback != null) {
            callback.onCompletion(null, null);
        }
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public Set<Map<String, Object>> connectorPartitions(String connectorName) {
        return Set.of();
    }

    @Override
    public void start() {}

    @Override
    public void stop() {}

    @Override
    public void configure(WorkerConfig config) {}
}
