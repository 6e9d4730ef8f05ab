package io.dualstream.outbox.benchmarks.campaign;

import static net.bytebuddy.matcher.ElementMatchers.named;

import io.dualstream.outbox.benchmarks.campaign.faults.Fault;
import io.dualstream.outbox.benchmarks.campaign.faults.RelayProgram;
import io.dualstream.outbox.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
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
    NONE(List.of(), Overlay::nothing, ""),

    /** Events that the cursor counts as published are published again. */
    DEDUPE_OFF(
            List.of(Fault.KILLED_AFTER_KAFKA_COMMIT, Fault.KILLED_BEFORE_CONFIRM, Fault.WAL_SENDER_KILLED),
            overlay -> overlay.method("internal.cursor.DurableTracker", named("isReplay"), FixedValue.value(false)),
            ""),

    /** A lost slot is created again, as Debezium would do, and nothing is read from the table. */
    SLOT_GUARD_OFF(
            List.of(Fault.SLOT_DROPPED),
            overlay -> overlay.method("internal.table.Backlog", named("next"), Overlay.EMPTY_LIST),
            ""),

    /** The live path reads only rows with an xid greater than the last, and never rows of transactions that were open then. */
    GREATER_THAN_THE_LAST(
            List.of(Fault.LONG_TRANSACTION),
            overlay -> overlay.method("internal.cursor.Snapshot", named("openArray"), FixedValue.value("{}")),
            ""),

    /** A row does not contain its own transaction's id but that of the oldest open transaction. */
    XID_OF_ANOTHER(
            List.of(Fault.LONG_TRANSACTION, Fault.LARGE_TRANSACTION),
            Overlay::nothing,
            "alter table outbox.event alter column xid set default pg_snapshot_xmin(pg_current_snapshot())"),

    /** A relay that is killed again and again reads the same WAL each time. */
    SLOT_NOT_ADVANCED(
            List.of(Fault.KILLED_BEFORE_CONFIRM),
            overlay ->
                    overlay.method("internal.durable.recovery.PostgresSource", named("advance"), StubMethod.INSTANCE),
            ""),

    /** Redis accepts pushes of a relay that another one has replaced. */
    SCRIPT_WITHOUT_EPOCH(
            List.of(Fault.FROZEN_BEFORE_PUSH),
            overlay -> overlay.resource(
                    "internal/redis/push.lua",
                    script -> script.replaceFirst("(?s)if claim ~=.*?(?=local epoch, n)", "")),
            "");

    private final List<Fault> faults;
    private final Mistake mistake;
    private final String sql;

    private interface Mistake {
        void in(Overlay overlay) throws IOException;
    }

    Control(List<Fault> faults, Mistake mistake, String sql) {
        this.faults = faults;
        this.mistake = mistake;
        this.sql = sql;
    }

    /** The faults under which the mistake shows. */
    List<Fault> faults() {
        return faults;
    }

    /** Makes the program with the mistake in it. */
    RelayProgram mistaken(RelayProgram program, Path directory) throws IOException {
        Overlay overlay = new Overlay(program.jar(), directory.resolve("overlay"));
        mistake.in(overlay);
        return this == NONE ? program : program.behind(overlay.directory());
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
