package io.dualstream.outbox.benchmarks.campaign;

import static net.bytebuddy.matcher.ElementMatchers.named;

import io.dualstream.outbox.benchmarks.campaign.faults.Fault;
import io.dualstream.outbox.benchmarks.campaign.faults.RelayProgram;
import io.dualstream.outbox.benchmarks.campaign.judge.Wrong;
import io.dualstream.outbox.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import net.bytebuddy.implementation.FixedValue;
import net.bytebuddy.implementation.StubMethod;

/**
 * A mistake put in on purpose, which the campaign must find: a test that cannot fail proves nothing. The mistake is made in the
 * unpacked program or in the campaign's database; the relay has no switch for it.
 */
@SuppressWarnings("ImmutableEnumChecker") // no mistake has a state
enum Control {
    NONE(List.of(), Overlay::nothing, "", "", Wrong.LOST),

    /** Events that the cursor counts as published are published again. */
    DEDUPE_OFF(
            List.of(Fault.KILLED_AFTER_KAFKA_COMMIT, Fault.KILLED_BEFORE_CONFIRM, Fault.WAL_SENDER_KILLED),
            overlay -> overlay.method("internal.cursor.DurableTracker", named("isReplay"), FixedValue.value(false)),
            "",
            "Kafka",
            Wrong.DUPLICATE),

    /** A lost slot is created again, as Debezium would do, and nothing is read from the table. */
    SLOT_GUARD_OFF(
            List.of(Fault.SLOT_DROPPED),
            overlay -> overlay.method("internal.table.Backlog", named("next"), Overlay.EMPTY_LIST),
            "",
            "Kafka",
            Wrong.LOST),

    /** The live path reads only rows with an xid greater than the last, and never rows of transactions that were open then. */
    GREATER_THAN_THE_LAST(
            List.of(Fault.LONG_TRANSACTION),
            overlay -> overlay.method("internal.cursor.Snapshot", named("openArray"), FixedValue.value("{}")),
            "",
            "Redis",
            Wrong.LOST),

    /** A row does not contain its own transaction's id but that of the oldest open transaction. */
    XID_OF_ANOTHER(
            List.of(Fault.LONG_TRANSACTION, Fault.LARGE_TRANSACTION),
            Overlay::nothing,
            "alter table outbox.event alter column xid set default pg_snapshot_xmin(pg_current_snapshot())",
            "Redis",
            Wrong.LOST),

    /** A relay that is killed again and again reads the same WAL each time. */
    SLOT_NOT_ADVANCED(
            List.of(Fault.KILLED_BEFORE_CONFIRM),
            overlay ->
                    overlay.method("internal.durable.recovery.PostgresSource", named("advance"), StubMethod.INSTANCE),
            "",
            "Kafka",
            Wrong.DUPLICATE),

    /** Redis accepts pushes of a relay that another one has replaced. */
    SCRIPT_WITHOUT_EPOCH(
            List.of(Fault.FROZEN_BEFORE_PUSH),
            overlay -> overlay.resource(
                    "internal/redis/push.lua",
                    script -> script.replaceFirst("(?s)if claim ~=.*?(?=local epoch, n)", "")),
            "",
            "Redis",
            Wrong.DUPLICATE),

    /** A Kafka transaction has its events the other way round. */
    BATCHES_REVERSED(
            List.of(Fault.RELAY_KILLED),
            overlay -> overlay.advice(
                    "internal.kafka.TransactionalPublisher", named("publish"), Overlay.ReversedList.class),
            "",
            "Kafka",
            Wrong.DISORDERED),

    /** The events' own headers are left out. */
    HEADERS_DROPPED(
            List.of(Fault.RELAY_KILLED),
            overlay -> overlay.method("internal.record.EventHeaders", named("parse"), Overlay.EMPTY_MAP),
            "",
            "Kafka",
            Wrong.ALTERED),

    /** Now and then the table gets one more event that no writer meant. */
    PHANTOMS(List.of(Fault.RELAY_KILLED), Overlay::nothing, """
            create function phantom() returns trigger language plpgsql as $$
            begin
              if pg_trigger_depth() = 1 and random() < 0.01 then
                insert into outbox.event (aggregate_type, aggregate_id, event_type)
                values (new.aggregate_type, new.aggregate_id, new.event_type);
              end if;
              return null;
            end $$;
            create trigger phantom after insert on outbox.event for each row execute function phantom()
            """, "Kafka", Wrong.LEAKED),

    /** Nothing is published to the channels; the streams have everything. */
    CHANNELS_SILENT(
            List.of(Fault.RELAY_KILLED),
            overlay -> overlay.resource(
                    "internal/redis/push.lua", script -> script.replaceFirst("redis.call\\('PUBLISH'.*\\)", "")),
            "",
            "Subscriber",
            Wrong.LOST),

    /** Events are published to a channel that is not their aggregate's. */
    CHANNEL_OF_ANOTHER(
            List.of(Fault.RELAY_KILLED),
            overlay -> overlay.resource(
                    "internal/redis/push.lua",
                    script -> script.replace("'PUBLISH', ARGV[i + 1]", "'PUBLISH', ARGV[i + 1] .. '0'")),
            "",
            "Subscriber",
            Wrong.MISPLACED),

    /** Events and cursor are sent outside of Kafka transactions. */
    WITHOUT_TRANSACTIONS(
            List.of(Fault.RELAY_KILLED),
            overlay -> overlay.setting("OUTBOX_RELAY_DELIVERY", "at-least-once"),
            "",
            "Kafka transactions",
            Wrong.TORN);

    private final List<Fault> faults;
    private final Mistake mistake;
    private final String sql;
    private final String stream;
    private final Wrong wrong;

    private interface Mistake {
        void in(Overlay overlay) throws IOException;
    }

    /** {@code wrong} in {@code stream} is what the mistake leads to. */
    Control(List<Fault> faults, Mistake mistake, String sql, String stream, Wrong wrong) {
        this.faults = faults;
        this.mistake = mistake;
        this.sql = sql;
        this.stream = stream;
        this.wrong = wrong;
    }

    /** The faults under which the mistake shows. */
    List<Fault> faults() {
        return faults;
    }

    /** Whether that is what the mistake leads to; whatever else goes wrong proves nothing. */
    boolean isFoundIn(RoundResult round) {
        return this != NONE
                && round.verdicts().stream()
                        .anyMatch(verdict -> verdict.stream().equals(stream) && verdict.count(wrong) > 0);
    }

    /** For people. */
    String expected() {
        return wrong.title() + " in " + stream;
    }

    /** The program with the mistake in it. */
    RelayProgram mistaken(RelayProgram program, Path directory) throws IOException {
        Overlay overlay = new Overlay(program.jar(), directory.resolve("overlay"), new HashMap<>());
        mistake.in(overlay);
        return this == NONE ? program : program.behind(overlay.directory()).with(overlay.settings());
    }

    /** Puts the mistake into the database, if it belongs there. */
    void prepare(TestDatabase database) throws SQLException {
        if (!sql.isEmpty()) {
            try (Connection connection = database.dataSource().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
        }
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
