package io.dualstream.outbox.relay.simulation;

import io.dualstream.outbox.relay.internal.cursor.LiveCursor;
import io.dualstream.outbox.relay.internal.cursor.LiveRow;
import io.dualstream.outbox.relay.internal.cursor.Poll;
import io.dualstream.outbox.relay.internal.cursor.Snapshot;
import io.dualstream.outbox.relay.internal.live.LivePath;
import io.dualstream.outbox.relay.internal.live.LiveSession;
import io.dualstream.outbox.relay.internal.live.LiveStart;
import io.dualstream.outbox.relay.internal.redis.LiveRedisException;
import io.dualstream.outbox.relay.internal.redis.StreamPosition;
import io.dualstream.outbox.relay.internal.runtime.TimeSource;
import io.dualstream.outbox.relay.internal.table.LiveSource;
import io.dualstream.outbox.relay.status.RelayListener;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A relay process whose live path is the real one, {@link LiveStart} and {@link LiveSession}, between models of the
 * servers. In the place of {@link LivePath}'s thread it acts when it is its turn.
 */
final class SimulatedLivePath implements Runnable {

    private static final RelayListener NOBODY = new RelayListener() {};

    private final World world;
    private final ModelPostgres postgres;
    private final ModelRedis redis;
    private final int leaseEpoch;
    private final Duration maxCatchUp;
    private boolean busy;
    private boolean dead;
    private long skippedUntil;
    private @Nullable LiveSession session;
    private @Nullable StreamPosition reached;

    SimulatedLivePath(World world, ModelPostgres postgres, ModelRedis redis, int leaseEpoch, Duration maxCatchUp) {
        this.world = world;
        this.postgres = postgres;
        this.redis = redis;
        this.leaseEpoch = leaseEpoch;
        this.maxCatchUp = maxCatchUp;
    }

    boolean isDead() {
        return dead;
    }

    void kill() {
        dead = true;
    }

    /** Events inserted before that may have been left out. */
    long skippedUntil() {
        return skippedUntil;
    }

    /** Nothing is left to push, and nothing is kept in mind that could still come. */
    boolean isAtRest() {
        LiveSession now = session;
        return now != null
                && now.progress().cursor().page() == null
                && now.progress().cursor().gaps() == 0;
    }

    @Override
    public void run() {
        step();
    }

    /** One step, unless it is in the middle of one; returns how many events were pushed, -1 for not even a poll. */
    int step() {
        if (dead || busy) {
            return -1;
        }
        busy = true;
        try {
            LiveSession now = session;
            if (now == null) {
                start();
                return -1;
            }
            int pushed = now.step(1 + world.dice.below(4));
            reached = now.progress().stored().position();
            return pushed;
        } catch (Killed e) {
            world.say("killed: relay", leaseEpoch, 0);
            dead = true;
        } catch (LiveRedisException.Fenced e) {
            world.say("fenced: relay", leaseEpoch, 0);
            dead = true;
        } catch (LiveRedisException | SQLException e) {
            world.say("failed: relay", leaseEpoch, 0);
            session = null;
        } finally {
            busy = false;
        }
        return -1;
    }

    private void start() throws SQLException {
        Table table = new Table(postgres.generation());
        world.say("relay starts:", leaseEpoch, 0);
        TimeSource time = new SimulatedTime(world, 0);
        ModelRedis.Client client = redis.connect();
        session = new LiveSession(
                table, client, NOBODY, time, LiveStart.find(table, client, leaseEpoch, reached, maxCatchUp));
    }

    private final class Table implements LiveSource {
        private final ModelConnection connection;
        private long last;

        private Table(int generation) {
            this.connection = new ModelConnection(world, postgres, generation);
        }

        private ModelPostgres use() throws SQLException {
            return world.is(Mutation.SNAPSHOT_KEPT_ACROSS_A_CRASH) ? postgres : connection.use();
        }

        @Override
        public String identity() throws SQLException {
            return use().timeline().toString();
        }

        @Override
        public boolean holdsWitness(LiveCursor cursor) throws SQLException {
            List<Event> table = use().table();
            return cursor.witness() == null
                    || table.stream()
                            .anyMatch(event -> event.xid == cursor.high()
                                    && event.record.id().equals(cursor.witness()));
        }

        @Override
        public @Nullable LiveCursor skipOlderThan(Duration age, LiveCursor cursor) throws SQLException {
            long limit = world.millis() - age.toMillis();
            Event newest = null;
            for (Event event : use().table()) {
                if (event.createdMillis < limit && (newest == null || event.xid > newest.xid)) {
                    newest = event;
                }
            }
            if (newest == null || cursor.isPushed(newest.xid, newest.record.seq())) {
                return null;
            }
            skippedUntil = Math.max(skippedUntil, limit);
            return LiveCursor.skipping(
                    lasting(postgres.snapshot(), postgres), newest.record.seq(), newest.xid, newest.record.id());
        }

        /** See LiveTable: a row's xid, and none before it, comes again after a crash. */
        private static Snapshot lasting(Snapshot snapshot, ModelPostgres postgres) {
            return snapshot.upTo(postgres.table().stream()
                    .mapToLong(event -> event.xid)
                    .max()
                    .orElse(0));
        }

        @Override
        public Poll poll(LiveCursor cursor, int limitRows) throws SQLException {
            ModelPostgres now = use();
            Snapshot snapshot = now.snapshot();
            LiveCursor.Page page = cursor.page();
            Snapshot target = page == null ? snapshot : page.target();
            boolean mutated = world.is(Mutation.GREATER_THAN_THE_LAST);
            List<LiveRow> rows = new ArrayList<>();
            for (Event event : now.table()) {
                long seq = event.record.seq();
                if (mutated ? seq > last : !cursor.isPushed(event.xid, seq) && target.sees(event.xid)) {
                    rows.add(new LiveRow(event.xid, event.record));
                }
            }
            rows.sort(Comparator.comparingLong(row -> row.event().seq()));
            boolean complete = rows.size() <= limitRows;
            List<LiveRow> portion = complete ? rows : rows.subList(0, limitRows);
            if (!portion.isEmpty()) {
                last = portion.get(portion.size() - 1).event().seq();
            }
            return new Poll(complete ? snapshot : lasting(snapshot, now), portion, complete);
        }
    }
}
