package io.dualstream.outbox.relay.internal.wal;

import java.util.List;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * A whole batch in the form of one record. The engine passes every record through a thread pool of its own, which costs nothing
 * with one record per batch. The offset is that of the last record, so confirming this record confirms the batch.
 */
final class WalBatch extends SourceRecord {

    private final List<SourceRecord> records;

    WalBatch(List<SourceRecord> records) {
        this(records, records.get(records.size() - 1));
    }

    private WalBatch(List<SourceRecord> records, SourceRecord last) {
        super(last.sourcePartition(), last.sourceOffset(), last.topic(), null, null, null, null);
        this.records = records;
    }

    /** The records of the batch. The decoder may change this list. */
    List<SourceRecord> records() {
        return records;
    }
}
