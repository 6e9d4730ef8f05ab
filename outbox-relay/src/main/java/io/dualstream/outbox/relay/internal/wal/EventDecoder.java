package io.dualstream.outbox.relay.internal.wal;

import io.dualstream.outbox.relay.internal.record.EventRow;
import io.dualstream.outbox.relay.status.EventRecord;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/** Turns Debezium's record of one change into a {@link WalRecord}. Not thread-safe. */
final class EventDecoder {

    private @Nullable Schema schema;
    private Field[] fields = new Field[0];

    WalRecord decode(SourceRecord record) {
        Map<String, ?> offset = record.sourceOffset();
        Schema before = schema;
        EventRecord event = event(record);
        return new WalRecord(event, number(offset.get("txId")), number(offset.get("lsn_commit")), schema != before);
    }

    private @Nullable EventRecord event(SourceRecord record) {
        if (!(record.value() instanceof Struct change) || change.schema().field("after") == null) {
            return null;
        }
        Struct row = change.getStruct("after");
        if (row == null) {
            return null;
        }
        learn(row.schema());
        byte[] data = text(row, PAYLOAD);
        String contentType = string(row, CONTENT_TYPE);
        if (data == null) {
            data = binary(row.get(fields[PAYLOAD_BINARY]));
            if (data != null && contentType == null) {
                contentType = "application/octet-stream";
            }
        } else if (contentType == null) {
            contentType = "application/json";
        }
        return EventRow.read(
                (Long) row.get(fields[SEQ]),
                UUID.fromString(required(row, ID)),
                required(row, AGGREGATE_TYPE),
                required(row, AGGREGATE_ID),
                required(row, EVENT_TYPE),
                string(row, KEY),
                string(row, DATASCHEMA),
                contentType,
                string(row, HEADERS),
                data,
                (Long) row.get(fields[CREATED_US]));
    }

    private static final String[] COLUMNS = {
        "seq",
        "id",
        "aggregate_type",
        "aggregate_id",
        "event_type",
        "key",
        "dataschema",
        "content_type",
        "headers",
        "payload",
        "payload_binary",
        "created_us"
    };
    private static final int SEQ = 0;
    private static final int ID = 1;
    private static final int AGGREGATE_TYPE = 2;
    private static final int AGGREGATE_ID = 3;
    private static final int EVENT_TYPE = 4;
    private static final int KEY = 5;
    private static final int DATASCHEMA = 6;
    private static final int CONTENT_TYPE = 7;
    private static final int HEADERS = 8;
    private static final int PAYLOAD = 9;
    private static final int PAYLOAD_BINARY = 10;
    private static final int CREATED_US = 11;

    private void learn(Schema rowSchema) {
        if (rowSchema == schema) {
            return;
        }
        Field[] found = new Field[COLUMNS.length];
        for (int i = 0; i < COLUMNS.length; i++) {
            found[i] = rowSchema.field(COLUMNS[i]);
            if (found[i] == null) {
                throw new IllegalStateException("The publication does not publish column '" + COLUMNS[i]
                        + "' of the event table; restore its column list");
            }
        }
        fields = found;
        schema = rowSchema;
    }

    private @Nullable String string(Struct row, int column) {
        return (String) row.get(fields[column]);
    }

    private String required(Struct row, int column) {
        String value = string(row, column);
        if (value == null) {
            throw new IllegalStateException("Column '" + COLUMNS[column] + "' of the event table is null");
        }
        return value;
    }

    private byte @Nullable [] text(Struct row, int column) {
        String value = string(row, column);
        return value == null ? null : value.getBytes(StandardCharsets.UTF_8);
    }

    private static byte @Nullable [] binary(@Nullable Object value) {
        if (value instanceof ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            return bytes;
        }
        return (byte[]) value;
    }

    private static long number(@Nullable Object value) {
        return value instanceof Number number ? number.longValue() : 0;
    }
}
