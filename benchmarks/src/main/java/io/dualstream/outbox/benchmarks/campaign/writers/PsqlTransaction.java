package io.dualstream.outbox.benchmarks.campaign.writers;

import io.dualstream.outbox.benchmarks.campaign.writers.History.Attempt;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Does in a psql script what {@link Transaction} does in Java. */
final class PsqlTransaction {

    private static final List<Way> WAYS = List.of(Way.values());

    private final PsqlSession psql;
    private final Random random;
    private final List<Intent> kept = new ArrayList<>();
    private final List<Intent> undone = new ArrayList<>();

    /** The ways in which a script writes events. */
    private enum Way {
        INSERT {
            @Override
            String script(List<Intent> intents) {
                return intents.stream()
                        .map(intent -> EventSql.INTO + EventSql.row(intent) + ";")
                        .collect(Collectors.joining("\n"));
            }
        },
        MULTI_ROW_INSERT {
            @Override
            String script(List<Intent> intents) {
                return EventSql.INTO + intents.stream().map(EventSql::row).collect(Collectors.joining(", ")) + ";";
            }
        },
        COPY {
            @Override
            String script(List<Intent> intents) {
                return intents.stream()
                        .map(EventSql::copyLine)
                        .collect(Collectors.joining(
                                "\n", "copy outbox.event " + EventSql.COLUMNS + " from stdin;\n", "\n\\."));
            }
        };

        abstract String script(List<Intent> intents);
    }

    private PsqlTransaction(PsqlSession psql, Random random) {
        this.psql = psql;
        this.random = random;
    }

    /** Runs one transaction, which mostly commits; an error is recorded as an unknown outcome and thrown. */
    static void run(PsqlSession psql, Random random, int aggregates, History history) throws SQLException {
        new PsqlTransaction(psql, random).run(aggregates, history);
    }

    private void run(int aggregates, History history) throws SQLException {
        long began = System.nanoTime();
        long ending = began;
        Outcome outcome = Outcome.UNKNOWN;
        boolean commits = random.nextInt(100) >= 7;
        int aggregate = random.nextInt(aggregates);
        try {
            psql.run("begin; select from aggregate where id = " + aggregate + " for update;");
            write(aggregate, kept);
            if (random.nextInt(10) == 0) {
                psql.run("savepoint half;");
                write(aggregate, undone);
                psql.run("rollback to half;");
                write(aggregate, kept);
            }
            ending = System.nanoTime();
            psql.run(commits ? "commit;" : "rollback;");
            outcome = commits ? Outcome.COMMITTED : Outcome.ROLLED_BACK;
        } finally {
            long ended = System.nanoTime();
            history.add(new Attempt(outcome, List.copyOf(kept), began, ending, ended));
            history.add(new Attempt(Outcome.ROLLED_BACK, List.copyOf(undone), began, ending, ended));
        }
    }

    private void write(int aggregate, List<Intent> note) throws SQLException {
        Way way = WAYS.get(random.nextInt(WAYS.size()));
        int count = 1 + random.nextInt(way == Way.COPY ? 60 : 3);
        List<String> last = psql.run(
                "update aggregate set events = events + " + count + " where id = " + aggregate + " returning events;");
        long first = Long.parseLong(last.get(last.size() - 1)) - count + 1;
        List<Intent> intents = IntStream.range(0, count)
                .mapToObj(n -> Aggregates.intent(aggregate, first + n))
                .toList();
        note.addAll(intents);
        psql.run(way.script(intents));
    }
}
