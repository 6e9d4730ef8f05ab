package io.dualstream.outbox.relay.simulation;

import io.dualstream.outbox.relay.internal.redis.Claim;
import io.dualstream.outbox.relay.internal.redis.LiveRedisException;
import io.dualstream.outbox.relay.internal.redis.LiveSink;
import io.dualstream.outbox.relay.internal.redis.Push;
import io.dualstream.outbox.relay.internal.redis.StoredCursor;
import io.dualstream.outbox.relay.internal.redis.StreamPosition;
import io.dualstream.outbox.relay.status.EventRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Redis as the relay can tell: the two scripts, each atomic; a client that may not learn what became of its call, or whose
 * call is carried out when it has long given up; a server that loses nothing, everything, or what came after its last save.
 */
public final class ModelRedis {

    /** An entry of the stream. */
    public record Entry(StreamPosition position, Event event) {}

    private record Saved(@Nullable Claim claim, @Nullable StoredCursor stored, List<Entry> stream) {}

    private record Late(Claim claim, Push push) {}

    private static final int LONGEST_CURSOR = 400;

    private final World world;
    private final List<Event> truth;
    private final List<Late> late = new ArrayList<>();
    private List<Entry> stream = new ArrayList<>();
    private @Nullable Claim claim;
    private @Nullable StoredCursor stored;
    private Saved saved = new Saved(null, null, List.of());
    private int generation;

    public ModelRedis(World world, List<Event> truth) {
        this.world = world;
        this.truth = truth;
    }

    /** A connection, which ends with the server's process. */
    public final class Client implements LiveSink {
        private final int connected = generation;
        private @Nullable Claim mine;

        @Override
        public @Nullable StoredCursor claim(Claim wanted) {
            call();
            mine = wanted;
            refuseOlder(wanted);
            claim = wanted;
            world.say("claimed by lease", wanted.leaseEpoch(), 0);
            return stored;
        }

        @Override
        public void push(Push push) {
            call();
            Claim by = Objects.requireNonNull(mine);
            if (world.mishap(12)) {
                if (world.dice.oneIn(3)) {
                    late.add(new Late(by, push));
                } else if (world.dice.oneIn(2)) {
                    run(by, push);
                }
                world.say("push of unknown outcome", 0, 0);
                throw new LiveRedisException("timed out");
            }
            run(by, push);
            world.call();
        }

        private void call() {
            world.call();
            if (connected != generation) {
                throw new LiveRedisException("disconnected");
            }
        }
    }

    private void refuseOlder(Claim by) {
        if (claim != null && claim.database().equals(by.database()) && claim.leaseEpoch() > by.leaseEpoch()) {
            throw new LiveRedisException.Fenced(by.leaseEpoch(), Long.toString(claim.leaseEpoch()));
        }
    }

    /** push.lua */
    private void run(Claim by, Push push) {
        if (!world.is(Mutation.POSITION_NOT_COMPARED)) {
            if (!by.equals(claim)) {
                refuseOlder(by);
                throw new LiveRedisException("claimed by " + claim);
            }
            if (!Objects.equals(stored == null ? null : stored.position(), push.expected())) {
                throw new LiveRedisException("at another position");
            }
        }
        StreamPosition position = push.after().position().plus(-push.events().size());
        if (!push.events().isEmpty() && !stream.isEmpty()) {
            StreamPosition last = stream.get(stream.size() - 1).position();
            if (last.compareTo(position) > 0) {
                throw new LiveRedisException.Ahead(last.epoch());
            }
        }
        for (EventRecord event : push.events()) {
            position = position.plus(1);
            stream.add(new Entry(position, truth.get(Event.number(event))));
        }
        stored = push.after();
        world.say(
                "pushed events, to n",
                push.events().size(),
                push.after().position().n());
        if (stored.cursor().length() > LONGEST_CURSOR) {
            throw new Fault("the live cursor grows: " + stored.cursor());
        }
    }

    public Client connect() {
        world.call();
        return new Client();
    }

    /** Something happens to the server. */
    public void act() {
        switch (world.dice.below(8)) {
            case 0 -> {
                world.say("Redis restarts", 0, 0);
                generation++;
            }
            case 1 -> {
                world.say("Redis goes back to its last save", 0, 0);
                generation++;
                claim = saved.claim;
                stored = saved.stored;
                stream = new ArrayList<>(saved.stream);
            }
            case 2 -> {
                world.say("Redis is emptied", 0, 0);
                claim = null;
                stored = null;
                stream = new ArrayList<>();
            }
            case 3, 4 -> saved = new Saved(claim, stored, List.copyOf(stream));
            default -> carryOutLate();
        }
    }

    private void carryOutLate() {
        if (!late.isEmpty()) {
            Late call = late.remove(world.dice.below(late.size()));
            try {
                run(call.claim, call.push);
                world.say("a late push is carried out", 0, 0);
            } catch (LiveRedisException e) {
                world.say("a late push is refused", 0, 0);
            }
        }
    }

    /** What it holds in the end. */
    public List<Entry> stream() {
        return stream;
    }
}
