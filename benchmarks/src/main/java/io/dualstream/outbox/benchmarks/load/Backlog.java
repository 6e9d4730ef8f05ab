package io.dualstream.outbox.benchmarks.load;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/**
 * Events that are in the table before a system reads them, in transactions of 1 to 10 rows, written by the server itself. Three
 * events are {@link Marks}. The random numbers are seeded, so every run writes the same events.
 *
 * @param events number of committed events, including the marks
 * @param rolledBack share of transactions that roll back, 0..1
 * @param payloadBytes approximate, incompressible size of each payload; 0 for an order of 400
 */
public record Backlog(int events, double rolledBack, int payloadBytes) {

    /** An event of about 470 bytes: a payload of 400 and its ids, types and time. */
    static final String PAYLOAD = """
            format('{"orderId":"order-%s","sequence":%s,"customer":{"id":"customer-%s","name":"Ada Lovelace","country":"GB"},'
                   '"lines":[{"sku":"SKU-%s","quantity":2,"unitPrice":"19.90"},{"sku":"SKU-%s","quantity":1,"unitPrice":"249.00"}],'
                   '"currency":"EUR","total":"288.80","placedAt":"2026-11-22T08:00:00Z","channel":"web",'
                   '"note":"Leave the parcel with the neighbour, please."}',
                   mod(i, 10000), i, mod(i, 5000), mod(i, 977), mod(i, 1009))""";

    private static final String LARGE_PAYLOAD = """
            format('{"sequence":%s,"ballast":"%s"}', i, ballast)""";

    /** Maximum number of bytes around the ballast. */
    private static final int FRAME_BYTES = 64;

    /** The largest payload that the table accepts. */
    private static final int MAX_PAYLOAD_BYTES = 900_000;

    public Backlog {
        if (events < 9 || rolledBack < 0 || rolledBack >= 1 || payloadBytes < 0 || payloadBytes > MAX_PAYLOAD_BYTES) {
            throw new IllegalArgumentException(
                    "a backlog needs 9 events or more, a rolled-back share in [0, 1) and payloads of at most "
                            + MAX_PAYLOAD_BYTES + " bytes, was " + events + ", " + rolledBack + ", " + payloadBytes);
        }
    }

    public void write(DataSource dataSource, OutboxTable table) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql(table));
            statement.execute("checkpoint");
        }
    }

    private String sql(OutboxTable table) {
        return """
                do $$
                declare
                  total constant int := %1$s;
                  written int := 0;
                  size int;
                  ballast text := (select string_agg(md5(n::text), '') from generate_series(1, %10$s) n);
                begin
                  -- Written fast: what is measured comes later.
                  perform set_config('synchronous_commit', 'off', false);
                  perform setseed(0.42);
                  while written < total loop
                    size := least(1 + floor(random() * 10)::int, total - written);
                    %8$s
                    select outbox.new_event_id(),
                           case when mark is null then 'order' else '%2$s' end,
                           'order-' || mod(i, 10000),
                           'order.placed',
                           (case when mark is null then %3$s else format('{"mark": %%s}', mark) end)::%9$s
                      from generate_series(written + 1, written + size) i
                      left join (values (%4$s, 1), (%5$s, 2), (%6$s, 3)) marks(position, mark) on position = i
                     order by i;
                    if random() < %7$s then
                      rollback;
                    else
                      commit;
                      written := written + size;
                    end if;
                  end loop;
                end $$
                """.formatted(
                        events,
                        Marks.AGGREGATE_TYPE,
                        payloadBytes == 0 ? PAYLOAD : LARGE_PAYLOAD,
                        Marks.position(Marks.FIRST, events),
                        Marks.position(Marks.THIRD, events),
                        Marks.position(Marks.LAST, events),
                        rolledBack,
                        table.insert(),
                        table.payloadType(),
                        Math.max(0, payloadBytes - FRAME_BYTES) / 32);
    }
}
