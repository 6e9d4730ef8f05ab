package io.dualstream.outbox.relay.internal.wal;

import java.util.List;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * A whole batch in the clothes of one record. The engine hands every record to a thread pool of its own; given one
 * record per batch, it costs nothing. Its offset is the last record's, so confirming it confirms the batch.
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

    /** May be changed by whoever decodes them. */
    List<SourceRecord> records() {
        return records;
    }
}
