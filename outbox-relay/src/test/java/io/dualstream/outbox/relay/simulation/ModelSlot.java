package io.dualstream.outbox.relay.simulation;

/** A replication slot. */
public final class ModelSlot {

    public long confirmed;
    /** What a crash puts it back to. */
    public long saved;

    public boolean lost;
    /** Who streams from it; 0 when nobody does. */
    public int active;

    ModelSlot(long at) {
        this.confirmed = at;
        this.saved = at;
    }
}
