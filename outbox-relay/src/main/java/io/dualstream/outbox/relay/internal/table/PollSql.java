package io.dualstream.outbox.relay.internal.table;

/** The statements of {@link LiveTable}, for one table. */
final class PollSql {

    /** Forces one plan for the poll, whatever the statistics say: a scan of the index on xid, planned once. */
    static final String SESSION = """
            set default_transaction_read_only = on;
            set plan_cache_mode = force_generic_plan;
            set enable_seqscan = off;
            set enable_hashjoin = off;
            set enable_mergejoin = off;
            set jit = off;
            set max_parallel_workers_per_gather = 0;
            """;

    private final String schema;
    private final boolean withData;

    PollSql(String schema, boolean withData) {
        this.schema = schema;
        this.withData = withData;
    }

    /**
     * The poll is one statement, so that rows and snapshot are of the same instant. Parameters: the page's target or null, seq
     * to start after, first xid not pushed, xids not pushed below it, limit.
     */
    String poll() {
        return """
                with target as materialized (
                  select coalesce(?::pg_snapshot, pg_current_snapshot()) as snapshot, ?::bigint as seq
                ),
                unpushed as (
                  -- Transactions begun since. The upper bound keeps the scan off rows that cannot be visible yet.
                  select %1$s
                    from event
                   where xid >= ?::xid8
                     and xid < (select pg_snapshot_xmax(snapshot) from target)
                     and pg_visible_in_snapshot(xid, (select snapshot from target))
                     and seq > (select seq from target)
                  union all
                  -- Transactions that were open and have ended. The rest are not even looked up: one may have a million rows.
                  select %1$s
                    from (select gap.xid as ended
                            from unnest(?::xid8[]) as gap (xid), target
                           where pg_visible_in_snapshot(gap.xid, target.snapshot)
                          offset 0) as gap
                    join event on event.xid = gap.ended
                   where seq > (select seq from target)
                   order by seq
                   limit ?
                )
                select pg_current_snapshot() as snapshot, unpushed.*
                  from (values (1)) as one
                  left join unpushed on true
                 order by seq
                """.replace("from event\n", "from " + event() + " as event\n")
                .replace("join event ", "join " + event() + " as event ")
                .formatted("xid, " + EventColumns.select(withData));
    }

    /** Reads the index backwards, so that the statement reads little more than the events younger than the limit. */
    String newestOlderThan() {
        return """
                select pg_current_snapshot() as snapshot, xid, seq, id
                  from %s as event
                 where created_at < clock_timestamp() - make_interval(secs => ?)
                 order by xid desc
                 limit 1
                """.formatted(event());
    }

    /** Finds the highest xid of a row. */
    String newest() {
        return "select xid from %s as event order by xid desc limit 1".formatted(event());
    }

    String witness() {
        return "select from %s as event where xid = ?::xid8 and id = ?".formatted(event());
    }

    /** The timeline is taken from the name of the WAL file, because a promotion reaches the control file late. */
    String identity() {
        return """
                select system_identifier
                       || '/' || substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8)
                       || '/' || (select oid from pg_database where datname = current_database())
                       || '/' || '%s'::regclass::oid
                  from pg_control_system()
                """.formatted(event().replace("'", "''"));
    }

    private String event() {
        return '"' + schema.replace("\"", "\"\"") + "\".event";
    }
}
