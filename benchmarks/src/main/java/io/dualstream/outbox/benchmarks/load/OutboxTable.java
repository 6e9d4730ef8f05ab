package io.dualstream.outbox.benchmarks.load;

/** The table a system reads, as its own documentation has it. The same events are written to either. */
public enum OutboxTable {
    DUALSTREAM("outbox.event", "aggregate_type, aggregate_id, event_type", "json"),

    /** What Debezium documents for its outbox event router, in a database of its own. */
    EVENT_ROUTER("public.outboxevent", "aggregatetype, aggregateid, type", "jsonb");

    /** Makes {@link #EVENT_ROUTER} and its publication. */
    public static final String EVENT_ROUTER_DDL = """
            create table public.outboxevent (
              id            uuid         not null primary key,
              aggregatetype varchar(255) not null,
              aggregateid   varchar(255) not null,
              type          varchar(255) not null,
              payload       jsonb
            );
            create publication %s for table public.outboxevent
            """;

    private final String table;
    private final String columns;
    private final String payloadType;

    OutboxTable(String table, String columns, String payloadType) {
        this.table = table;
        this.columns = columns;
        this.payloadType = payloadType;
    }

    /** Up to the values of id, aggregate type, aggregate id, event type and payload. */
    String insert() {
        return "insert into " + table + " (id, " + columns + ", payload) ";
    }

    /** Type of the payload. */
    String payloadType() {
        return payloadType;
    }
}
