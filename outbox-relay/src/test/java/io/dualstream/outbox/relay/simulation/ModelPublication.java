package io.dualstream.outbox.relay.simulation;

import io.dualstream.outbox.relay.internal.wal.publication.Publication;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The publication, which somebody changes: takes the table out and puts it back, drops it and makes it again, or alters it. What
 * an insert meets is what the WAL says before it; what others see is what has ended. Old servers complain when they decode what was
 * inserted while there was no publication, newer ones leave it out.
 */
final class ModelPublication {

    /** How it stands. */
    private enum Standing {
        WHOLE,
        WITHOUT_THE_TABLE,
        GONE
    }

    /** From that position of the WAL on; {@code by} is the xid of the change that made it so. */
    private record Version(long end, long by, Standing standing) {}

    private final World world;
    private final List<Version> versions = new ArrayList<>(List.of(new Version(0, 1, Standing.WHOLE)));
    private final boolean complains;
    private @Nullable ModelTransaction change;
    private Standing next = Standing.WHOLE;
    private boolean slowStandby;
    /** Changed the latest version, or tried to. */
    private long touchedBy;

    ModelPublication(World world) {
        this.world = world;
        this.complains = world.dice.oneIn(2);
    }

    /** What an insert meets. */
    private Version inWal() {
        return versions.get(versions.size() - 1);
    }

    /** Notes whether and how the stream will bring the event. */
    void meets(Event event) {
        event.publication = inWal().by();
        event.unseen = inWal().standing() != Standing.WHOLE;
        event.complainedOf = complains && inWal().standing() == Standing.GONE;
    }

    /** Whether this transaction changes it. */
    boolean isChangedBy(ModelTransaction writer) {
        return writer == change;
    }

    @Nullable
    ModelTransaction change() {
        return change;
    }

    /** Whether the change is in the WAL, and others see it only when a standby has confirmed it, some time later. */
    boolean awaitsStandby() {
        return change != null && change.recorded && slowStandby;
    }

    /** Somebody begins to change it. */
    void change(ModelTransaction writer) {
        slowStandby = world.dice.oneIn(2);
        change = writer;
        touchedBy = writer.xid;
        next = Standing.WHOLE;
        if (inWal().standing() == Standing.WHOLE) {
            next = Standing.values()[world.dice.below(Standing.values().length)];
        }
        world.say("publication to be " + next + " by xid", writer.xid, 0);
    }

    /** The commit record of the change is in the WAL, up to there. */
    void recorded(long end) {
        if (change != null) {
            versions.add(new Version(end, change.xid, next));
        }
    }

    /** The change has ended, one way or the other. */
    void ended() {
        if (change != null && change.recorded) {
            touchedBy = 0;
        }
        change = null;
    }

    /** Whether it is now as it has to be. */
    boolean isWhole() {
        return inWal().standing() == Standing.WHOLE;
    }

    /** As others see it. */
    Publication.State state() {
        boolean ended = change == null || !change.recorded;
        Version seen = versions.get(versions.size() - (ended ? 1 : 2));
        String identity = seen.by() + (world.is(Mutation.PUBLICATION_SEEN_ONCE_CHANGED) ? "" : " " + touchedBy);
        return new Publication.State(
                "model",
                world.is(Mutation.PUBLICATION_BELIEVED_THE_SAME) ? "same" : identity,
                seen.standing() == Standing.WHOLE ? null : "Publication is " + seen.standing());
    }

    void cut(long end) {
        change = null;
        touchedBy = 0;
        versions.removeIf(version -> version.end() > end);
    }
}
