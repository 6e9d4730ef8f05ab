package io.dualstream.outbox.benchmarks.load;

/** The table that a system reads, as its documentation describes it. The same events are written to either table. */
public enum OutboxTable {
    DUALSTREAM("outbox.event", "aggregate_type, aggregate_id, event_type", "json"),

    /** The table that Debezium documents for its outbox event router, in a database of its own. */
    EVENT_ROUTER("public.outboxevent", "aggregatetype, aggregateid, type", "jsonb");

    /** Creates {@link #EVENT_ROUTER} and its publication. */
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

    /** The beginning of an insert statement, up to the values of id, aggregate type, aggregate id, event type and payload. */
    String insert() {
        return "insert into " + table + " (id, " + columns + ", payload) ";
    }

    /** The type of the payload's column. */
    String payloadType() {
        return payloadType;
    }
}
