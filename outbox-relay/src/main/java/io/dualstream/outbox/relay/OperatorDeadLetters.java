package io.dualstream.outbox.relay;

import io.dualstream.outbox.relay.config.RelaySettings;
import io.dualstream.outbox.relay.internal.deadletter.DeadLetterDesk;
import io.dualstream.outbox.relay.internal.runtime.Connections;
import io.dualstream.outbox.relay.status.DeadLetters;
import io.dualstream.outbox.relay.status.DeadLetters.DeadLetter;
import io.dualstream.outbox.relay.status.DeadLetters.DeadLetterException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Asks the database, which is where the relay that leads finds what was asked of it. */
final class OperatorDeadLetters implements DeadLetters {

    private final RelaySettings settings;

    OperatorDeadLetters(RelaySettings settings) {
        this.settings = settings;
    }

    @Override
    public List<DeadLetter> list(long after, int limit) {
        return ask(desk -> desk.list(after, limit));
    }

    @Override
    public Optional<DeadLetter> find(long number) {
        return ask(desk -> desk.find(number));
    }

    @Override
    public void retry(long number) {
        ask(desk -> {
            desk.retry(number);
            return number;
        });
    }

    @Override
    public long retryAll(@Nullable String aggregateType) {
        return ask(desk -> desk.retryAll(aggregateType));
    }

    @Override
    public void discard(long number) {
        ask(desk -> {
            desk.discard(number);
            return number;
        });
    }

    @Override
    public void edit(long number, DeadLetters.Edit edit) {
        ask(desk -> {
            desk.edit(number, edit);
            return number;
        });
    }

    @FunctionalInterface
    private interface Question<T> {
        T put(DeadLetterDesk desk) throws SQLException;
    }

    private <T> T ask(Question<T> question) {
        RelaySettings.Postgres postgres = settings.postgres();
        try (Connection connection = new Connections(postgres).open("operator")) {
            return question.put(new DeadLetterDesk(connection, postgres.schema(), settings.name()));
        } catch (SQLException e) {
            ServerErrorMessage server = e instanceof PSQLException p ? p.getServerErrorMessage() : null;
            String said = server == null ? null : server.getMessage();
            throw new DeadLetterException(said == null ? String.valueOf(e.getMessage()) : said, e);
        }
    }
}
