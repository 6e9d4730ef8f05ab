package io.dualstream.outbox.relay.simulation;

import io.dualstream.outbox.relay.internal.cursor.LetterMark;
import io.dualstream.outbox.relay.internal.deadletter.BlockedKeys;
import io.dualstream.outbox.relay.internal.deadletter.DeadLetterStore;
import io.dualstream.outbox.relay.internal.deadletter.NewDeadLetter;
import io.dualstream.outbox.relay.internal.deadletter.RedeliveryQueue;
import io.dualstream.outbox.relay.simulation.ModelDeadLetters.Row;
import io.dualstream.outbox.relay.status.DeadLetters;
import io.dualstream.outbox.relay.status.DeadLetters.BlockScope;
import io.dualstream.outbox.relay.status.DeadLetters.DeadLetter;
import io.dualstream.outbox.relay.status.EventRecord;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** {@link ModelDeadLetters} through a session, as the statements of the real table have it. */
final class SimulatedDeadLetterStore implements DeadLetterStore, RedeliveryQueue {

    private final World world;
    private final ModelConnection connection;
    private final int epoch;

    SimulatedDeadLetterStore(World world, ModelPostgres postgres, int generation, int epoch) {
        this.world = world;
        this.epoch = epoch;
        this.connection = new ModelConnection(world, postgres, generation);
    }

    private ModelDeadLetters use() throws SQLException {
        return connection.use().letters();
    }

    /** Commits; rows that somebody else has locked are waited for in vain. */
    private void change(UnaryOperator<Row> change) throws SQLException {
        ModelPostgres server = connection.use();
        connection.refuseIf(server.letters().isLockedFor(this));
        List<Row> changed = server.letters().with(change);
        if (changed.equals(server.letters().rows())) {
            world.call(); // touches nothing, so it is no transaction that writes
        } else {
            commit(server, changed);
        }
    }

    private void commit(ModelPostgres server, List<Row> rows) {
        server.heartbeat();
        server.letters().commit(server.wal().insertLsn(), rows);
        world.call();
    }

    @Override
    public Map<Handle, Long> place(List<Placement> inOrder, Collection<Long> withdrawn) throws SQLException {
        ModelPostgres server = connection.use();
        ModelDeadLetters letters = server.letters();
        connection.refuseIf(epoch != server.lease().epoch() || letters.isLockedFor(this));
        List<Row> rows = new ArrayList<>(letters.rows());
        rows.removeIf(row -> withdrawn.contains(row.number()));
        Map<Handle, Long> numbers = new LinkedHashMap<>();
        boolean halts = false;
        for (Placement each : inOrder) {
            NewDeadLetter letter = each.letter();
            if (letter == null) {
                numbers.put(each.handle(), move(each.number(), rows, numbers.values(), letters));
            } else if (rows.stream().noneMatch(row -> handle(row).equals(each.handle()))) {
                long number = letters.nextNumber();
                rows.add(Rows.created(number, letter));
                numbers.put(each.handle(), number);
                halts |= letter.blocks() == BlockScope.EVERYTHING;
                world.say("dead letter, event", number, Event.number(letter.event()));
            }
        }
        if (halts && world.is(Mutation.HALT_WITHOUT_WHAT_COMES_BEFORE)) {
            commit(
                    server,
                    rows.stream()
                            .map(row -> numbers.containsValue(row.number()) ? Rows.passed(row) : row)
                            .toList());
            throw Refused.REFUSED;
        }
        commit(server, rows);
        return numbers;
    }

    private static Handle handle(Row row) {
        return Handle.of(row.letter().event());
    }

    private long move(long number, List<Row> rows, Collection<Long> before, ModelDeadLetters letters) {
        Row moved =
                rows.stream().filter(row -> row.number() == number).findFirst().orElse(null);
        boolean isInOrder = moved == null
                || rows.stream()
                        .noneMatch(row -> row.number() > number
                                && isOfType(row, moved)
                                && (row.passed() || before.contains(row.number())));
        if (moved == null || isInOrder) {
            return number;
        }
        long now = letters.nextNumber();
        rows.remove(moved);
        rows.add(Rows.numbered(moved, now));
        world.say("dead letter takes number", number, now);
        return now;
    }

    private static boolean isOfType(Row row, Row other) {
        return row.letter()
                .event()
                .aggregateType()
                .equals(other.letter().event().aggregateType());
    }

    @Override
    public void passed(Collection<Long> numbers) throws SQLException {
        if (!numbers.isEmpty()) {
            change(row -> numbers.contains(row.number()) ? Rows.passed(row) : row);
        }
    }

    @Override
    public void passed(LetterMark mark) throws SQLException {
        change(row -> isNamed(row, mark) ? Rows.passed(row) : row);
    }

    private static boolean isNamed(Row row, LetterMark mark) {
        return mark.letters().stream()
                .anyMatch(letter -> letter.number() == row.number()
                        && letter.id().equals(row.letter().event().id()));
    }

    @Override
    public Map<Handle, Ahead> ahead() throws SQLException {
        Map<Handle, Ahead> ahead = new HashMap<>();
        for (Row row : use().rows()) {
            if (!row.passed()) {
                DeadLetter letter = row.letter();
                ahead.put(handle(row), new Ahead(letter.number(), letter.state(), letter.blocks()));
            }
        }
        return ahead;
    }

    @Override
    public List<Open> open() throws SQLException {
        return use().rows().stream()
                .filter(Row::isOpen)
                .map(SimulatedDeadLetterStore::open)
                .toList();
    }

    private static Open open(Row row) {
        EventRecord event = row.letter().event();
        return new Open(row.number(), event.id(), event.aggregateType(), event.aggregateId(), event.topic());
    }

    /** Whether a letter does anything yet. */
    private boolean acts(Row row) {
        return row.passed() || world.is(Mutation.LETTER_ACTS_BEFORE_IT_IS_MET);
    }

    @Override
    public List<DeadLetter> publishedSince(Instant since) throws SQLException {
        return use().rows().stream()
                .map(Row::letter)
                .filter(letter -> letter.state() == DeadLetters.State.PUBLISHED)
                .toList();
    }

    @Override
    public void reopen(List<DeadLetter> likes, Instant since) throws SQLException {
        change(row -> likes.contains(row.letter()) ? Rows.reopened(row) : row);
    }

    @Override
    public BlockedKeys lanes() throws SQLException {
        BlockedKeys lanes = new BlockedKeys();
        for (Row row : use().rows()) {
            DeadLetter letter = row.letter();
            if (!acts(row)) {
                continue;
            }
            if (letter.state() == DeadLetters.State.PARKED) {
                lanes.close(unedited(row), BlockScope.KEY);
            } else if (row.isFailed()) {
                lanes.close(unedited(row), blocks(letter));
            }
        }
        return lanes;
    }

    /** What of the letter's own aggregate type waits behind the letter. */
    private BlockScope blocks(DeadLetter letter) {
        boolean blocksNoKey = world.is(Mutation.HALTING_LETTER_BLOCKS_NO_KEY);
        return blocksNoKey && letter.blocks() == BlockScope.EVERYTHING ? BlockScope.NOTHING : letter.blocks();
    }

    /** Nobody edits keys here. */
    private static EventRecord unedited(Row row) {
        return row.letter().event();
    }

    @Override
    public Count count() throws SQLException {
        List<Row> open = use().rows().stream().filter(Row::isOpen).toList();
        long failed = open.stream()
                .filter(row -> row.isFailed() && !row.letter().stalled())
                .count();
        return new Count(failed, open.size() - failed);
    }

    @Override
    public Optional<DeadLetter> halting() throws SQLException {
        return first(row -> acts(row) && row.isFailed() && row.letter().blocks() == BlockScope.EVERYTHING);
    }

    private Optional<DeadLetter> first(Predicate<Row> condition) throws SQLException {
        return use().rows().stream().filter(condition).map(Row::letter).findFirst();
    }

    /** Nothing is old enough. */
    @Override
    public boolean forget(Duration age) throws SQLException {
        use();
        return false;
    }

    @Override
    public RedeliveryQueue queue() {
        return this;
    }

    @Override
    public boolean requested() throws SQLException {
        return first(row -> row.letter().request() != null).isPresent();
    }

    @Override
    public List<DeadLetter> stalled() throws SQLException {
        Map<String, DeadLetter> first = new HashMap<>();
        for (Row row : use().rows()) {
            if (row.isFailed() && row.letter().stalled()) {
                first.putIfAbsent(row.letter().event().aggregateType(), row.letter());
            }
        }
        return List.copyOf(first.values());
    }

    @Override
    public void requestStalled(DeadLetter first, boolean retry) throws SQLException {
        String type = first.event().aggregateType();
        change(row -> row.isFailed()
                        && row.letter().stalled()
                        && row.letter().event().aggregateType().equals(type)
                        && !"discard".equals(row.letter().request())
                ? Rows.asked(row, retry ? "retry" : null)
                : row);
    }

    @Override
    public void discardRequested() throws SQLException {
        change(row -> acts(row) && row.isOpen() && "discard".equals(row.letter().request())
                ? Rows.resolved(row, DeadLetters.State.DISCARDED)
                : row);
    }

    @Override
    public int publishNext(int limit, int limitBytes, Publication publication)
            throws SQLException, InterruptedException {
        ModelPostgres server = connection.use();
        connection.refuseIf(server.letters().isLockedFor(this));
        List<Row> rows = server.letters().rows();
        List<DeadLetter> next = rows.stream()
                .filter(row -> isNext(row, rows))
                .limit(Math.min(limit, 1 + world.dice.below(4)))
                .map(Row::letter)
                .toList();
        if (next.isEmpty()) {
            return 0;
        }
        Set<Long> numbers = next.stream().map(DeadLetter::number).collect(Collectors.toCollection(HashSet::new));
        server.letters().lock(this, numbers);
        try {
            publication.publish(next);
            ModelPostgres still = connection.use();
            commit(
                    still,
                    still.letters()
                            .with(row -> numbers.contains(row.number())
                                    ? Rows.resolved(row, DeadLetters.State.PUBLISHED)
                                    : row));
            return next.size();
        } finally {
            server.letters().unlock(this);
        }
    }

    private boolean isNext(Row row, List<Row> rows) {
        DeadLetter letter = row.letter();
        boolean due =
                letter.state() == DeadLetters.State.PARKED || (row.isFailed() && "retry".equals(letter.request()));
        return acts(row) && due && rows.stream().noneMatch(head -> isBehind(row, head));
    }

    private boolean isBehind(Row row, Row head) {
        DeadLetter first = head.letter();
        return head.number() < row.number()
                && acts(head)
                && head.isFailed()
                && first.event().aggregateType().equals(row.letter().event().aggregateType())
                && !"retry".equals(first.request())
                && blocks(first) != BlockScope.NOTHING
                && (first.blocks() == BlockScope.TYPE || head.lane().equals(row.lane()));
    }

    @Override
    public void published(LetterMark mark) throws SQLException {
        change(row -> isNamed(row, mark) ? Rows.resolved(row, DeadLetters.State.PUBLISHED) : row);
    }

    @Override
    public void refused(long number, NewDeadLetter setback) throws SQLException {
        change(row -> row.number() == number && row.isOpen() ? Rows.refused(row, setback) : row);
    }

    @Override
    public void block(long number, BlockScope blocks) throws SQLException {
        change(row -> row.number() == number && row.isFailed() ? Rows.blocking(row, blocks) : row);
    }

    @Override
    public void close() {
        connection.close();
    }
}
