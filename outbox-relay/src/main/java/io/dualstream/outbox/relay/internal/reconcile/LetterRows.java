package io.dualstream.outbox.relay.internal.reconcile;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dualstream.outbox.relay.internal.reconcile.sighting.Digest;
import io.dualstream.outbox.relay.internal.reconcile.sighting.Letter;
import io.dualstream.outbox.relay.internal.reconcile.sighting.Sighting;
import io.dualstream.outbox.relay.internal.reconcile.sighting.Spill;
import io.dualstream.outbox.relay.internal.reconcile.sighting.Topics;
import io.dualstream.outbox.relay.status.Reconciler;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Reads the dead letters of one relay. The caller owns the connection. */
final class LetterRows {

    private final Connection connection;
    private final String schema;
    private final String relay;

    /** {@code schema} is quoted. */
    LetterRows(Connection connection, String schema, String relay) {
        this.connection = connection;
        this.schema = schema;
        this.relay = relay;
    }

    private static final String SENT_ELSEWHERE =
            "select topic, id from %s.dead_letter where relay = ? and topic is not null";

    private static final String SENT_ELSEWHERE_OF_TIME = SENT_ELSEWHERE + " and created_at >= ? and created_at < ?";

    /** The ids of the events that operators sent to topics of their choice, by topic. */
    Map<String, Set<UUID>> sentElsewhere(Reconciler.Range.Time range) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(SENT_ELSEWHERE_OF_TIME.formatted(schema))) {
            query.setString(1, relay);
            query.setObject(2, range.from().atOffset(ZoneOffset.UTC));
            query.setObject(3, range.to().atOffset(ZoneOffset.UTC));
            return sent(query);
        }
    }

    private static final String SENT_ELSEWHERE_SINCE =
            SENT_ELSEWHERE + " and (resolved_at is null or resolved_at >= ? - interval '1 hour')";

    /** The ids of the events that operators sent to topics of their choice, by topic, unless that was done long before {@code time}. */
    Map<String, Set<UUID>> sentElsewhere(Instant time) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(SENT_ELSEWHERE_SINCE.formatted(schema))) {
            query.setString(1, relay);
            query.setObject(2, time.atOffset(ZoneOffset.UTC));
            return sent(query);
        }
    }

    private static Map<String, Set<UUID>> sent(PreparedStatement query) throws SQLException {
        Map<String, Set<UUID>> sent = new HashMap<>();
        try (ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                sent.computeIfAbsent(rows.getString(1), topic -> new HashSet<>())
                        .add(rows.getObject(2, UUID.class));
            }
        }
        return sent;
    }

    // resolved_at: the relay writes it when Kafka has the event
    private static final String LETTERS = """
            select id, aggregate_type, topic, (extract(epoch from created_at) * 1000000)::bigint, seq,
                   coalesce(key, aggregate_id), substr(sha256(data), 1, 8),
                   case when state = 'discarded' then 'DISCARDED'
                        when state = 'published' and resolved_at <= ? then 'PUBLISHED'
                        when state = 'published' or request is not null then 'PENDING'
                        when state = 'parked' or stalled then 'PARKED'
                        else 'OPEN' end
              from %s.dead_letter
             where relay = ?""";

    private static final String OF_TIME = LETTERS + " and created_at >= ? and created_at < ?";

    /** Reads the letters whose events were created in {@code range}. The topics were read after {@code before}. */
    void read(Reconciler.Range.Time range, Instant before, Topics topics, Spill spill)
            throws SQLException, IOException {
        try (PreparedStatement query = connection.prepareStatement(OF_TIME.formatted(schema))) {
            query.setObject(1, before.atOffset(ZoneOffset.UTC));
            query.setString(2, relay);
            query.setObject(3, range.from().atOffset(ZoneOffset.UTC));
            query.setObject(4, range.to().atOffset(ZoneOffset.UTC));
            read(query, topics, spill::add);
        }
    }

    private static final String OF_SEQS = LETTERS + " and seq between ? and ?";

    /** Reads the letters whose events have one of these seqs. The topics were read after {@code before}. */
    void read(Reconciler.Range.Seq seqs, Instant before, Topics topics, Spill spill) throws SQLException, IOException {
        try (PreparedStatement query = connection.prepareStatement(OF_SEQS.formatted(schema))) {
            query.setObject(1, before.atOffset(ZoneOffset.UTC));
            query.setString(2, relay);
            query.setLong(3, seqs.from());
            query.setLong(4, seqs.to());
            read(query, topics, spill::add);
        }
    }

    private static final String OF_IDS = LETTERS + " and id = any(?)";

    /** The letters of these events. Reads all letters. */
    List<Sighting> of(Collection<UUID> ids, Topics topics) throws SQLException, IOException {
        List<Sighting> letters = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(OF_IDS.formatted(schema))) {
            query.setObject(1, Instant.EPOCH.atOffset(ZoneOffset.UTC));
            query.setString(2, relay);
            query.setArray(3, connection.createArrayOf("uuid", ids.toArray()));
            read(query, topics, letters::add);
        }
        return letters;
    }

    private static final String UNPUBLISHED =
            "select count(*) from %s.dead_letter where relay = ? and state in ('failed', 'parked')";

    /** Number of letters that are neither published nor discarded. */
    long unpublished() throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(UNPUBLISHED.formatted(schema))) {
            query.setString(1, relay);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private interface Handler {
        void handle(Sighting letter) throws IOException;
    }

    private static void read(PreparedStatement query, Topics topics, Handler handler) throws SQLException, IOException {
        Digest digest = new Digest();
        query.setFetchSize(5_000);
        try (ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                String topic = rows.getString(3);
                handler.handle(new Sighting(
                        rows.getObject(1, UUID.class),
                        Sighting.Place.DEAD_LETTER,
                        topic == null ? topics.types().number(rows.getString(2)) : topics.type(topic),
                        rows.getLong(4),
                        Digest.first(rows.getBytes(7)),
                        digest.of(rows.getString(6).getBytes(UTF_8)),
                        Letter.valueOf(rows.getString(8)).code(),
                        rows.getLong(5)));
            }
        }
    }
}
