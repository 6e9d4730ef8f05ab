package io.dualstream.outbox.relay;

import io.dualstream.outbox.relay.config.RelaySettings;
import io.dualstream.outbox.relay.internal.deadletter.DeadLetterDesk;
import io.dualstream.outbox.relay.internal.runtime.Connections;
import io.dualstream.outbox.relay.status.DeadLetter;
import io.dualstream.outbox.relay.status.DeadLetterEdit;
import io.dualstream.outbox.relay.status.DeadLetterException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Events that Kafka refused for good, for whoever looks after them. Each call is a short database session of its own; what is
 * asked for is done within seconds by the relay that leads, which need not be this one. Thread-safe.
 */
public final class DeadLetters {

    private final RelaySettings settings;

    DeadLetters(RelaySettings settings) {
        this.settings = settings;
    }

    /** Those numbered higher than {@code after}, {@code limit} at most, in order of their numbers. */
    public List<DeadLetter> list(long after, int limit) {
        return ask(desk -> desk.list(after, limit));
    }

    public Optional<DeadLetter> find(long number) {
        return ask(desk -> desk.find(number));
    }

    /** Has it published, and then what is parked behind it. {@link DeadLetterException} unless it has failed. */
    public void retry(long number) {
        ask(desk -> {
            desk.retry(number);
            return number;
        });
    }

    /** Has all that failed published, of one aggregate type or, if null, of all; returns how many. */
    public long retryAll(@Nullable String aggregateType) {
        return ask(desk -> desk.retryAll(aggregateType));
    }

    /** Gives it up: it is never published, and what is parked behind it follows. {@link DeadLetterException} if it is published. */
    public void discard(long number) {
        ask(desk -> {
            desk.discard(number);
            return number;
        });
    }

    /** Changes what it will be published as. {@link DeadLetterException} once a retry or discard was asked for. */
    public void edit(long number, DeadLetterEdit edit) {
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
