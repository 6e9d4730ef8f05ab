package io.dualstream.outbox.relay.internal.wal;

import io.debezium.config.CommonConnectorConfig;
import io.debezium.connector.SourceInfoStructMaker;
import io.debezium.connector.postgresql.SourceInfo;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;

/**
 * Leaves the {@code source} block of every change empty: the relay takes positions from the offset, and building the block
 * costs more than decoding the row. Public because the engine creates the class by name.
 */
public final class NoSource implements SourceInfoStructMaker<SourceInfo> {

    private static final Schema SCHEMA = SchemaBuilder.struct()
            .name("io.dualstream.outbox.NoSource")
            .field(SourceInfo.TIMESTAMP_KEY, Schema.OPTIONAL_INT64_SCHEMA)
            .field(SourceInfo.TXID_KEY, Schema.OPTIONAL_INT64_SCHEMA)
            .field(SourceInfo.LSN_KEY, Schema.OPTIONAL_INT64_SCHEMA)
            .field(SourceInfo.XMIN_KEY, Schema.OPTIONAL_INT64_SCHEMA)
            .build();

    private static final Struct EMPTY = new Struct(SCHEMA);

    @Override
    public void init(String connector, String version, CommonConnectorConfig config) {}

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Struct struct(SourceInfo info) {
        return EMPTY;
    }
}
