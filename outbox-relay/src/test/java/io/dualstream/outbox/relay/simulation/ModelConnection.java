package io.dualstream.outbox.relay.simulation;

import io.dualstream.outbox.relay.status.EventRecord;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;

/** A session: it ends with the server it was opened on. Every use lets others act first. */
public final class ModelConnection {

    private final World world;
    private final ModelPostgres postgres;
    private final int generation;
    private boolean claimed;

    public ModelConnection(World world, ModelPostgres postgres, int generation) {
        this.world = world;
        this.postgres = postgres;
        this.generation = generation;
    }

    /** The server, if it is still the same. */
    public ModelPostgres use() throws SQLException {
        world.call();
        refuseIf(postgres.generation() != generation);
        refuseIf(isEnded());
        return postgres;
    }

    /** Whether the server ended it. */
    boolean isEnded() {
        return claimed && postgres.starting != this;
    }

    /** The advisory lock of a start, held until the session ends. */
    public void claim() throws SQLException {
        ModelPostgres server = use();
        refuseIf(server.starting != null);
        server.starting = this;
        claimed = true;
    }

    /** Lets go of what the session holds. */
    public void close() {
        if (postgres.starting == this && !world.mishap(3)) { // or the server has not noticed
            postgres.starting = null;
        }
    }

    public void refuseIf(boolean condition) throws SQLException {
        if (condition) {
            throw Refused.REFUSED;
        }
    }

    /** The slot, which must exist, be whole, and have nobody streaming from it. */
    public ModelSlot idleSlot() throws SQLException {
        ModelSlot slot = use().wal().slot;
        if (slot == null || slot.active != 0) {
            throw Refused.REFUSED;
        }
        return slot;
    }

    /** Makes the slot; returns what stands in the tables at its first position. */
    ModelPostgres.AtSlot createSlot() throws SQLException {
        ModelPostgres.AtSlot made = use().createSlot(this);
        world.call();
        return made;
    }

    /** The records of {@code rows} with {@code xid >= minXid}, in seq order. */
    public static List<EventRecord> candidates(List<Event> rows, long minXid) {
        return rows.stream()
                .filter(event -> event.xid >= minXid)
                .map(event -> event.record)
                .sorted(Comparator.comparingLong(EventRecord::seq))
                .toList();
    }
}
