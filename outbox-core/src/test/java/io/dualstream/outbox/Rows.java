package io.dualstream.outbox;

import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** What stands in the outbox, in the order of publishing. */
final class Rows {

    private Rows() {}

    static List<Map<String, Object>> of(DataSource dataSource) {
        return new JdbcTemplate(dataSource)
                .queryForList("select id, aggregate_type, aggregate_id, event_type, key, dataschema, content_type, "
                        + "headers::text, payload::text, payload_binary from outbox.event order by seq");
    }

    static List<String> aggregateIds(DataSource dataSource) {
        return new JdbcTemplate(dataSource)
                .queryForList("select aggregate_id from outbox.event order by seq", String.class);
    }
}
