package io.dualstream.outbox.inbox;

import io.dualstream.outbox.inbox.Inbox.HandlingException;
import io.dualstream.outbox.inbox.Inbox.Outcome;
import io.dualstream.outbox.inbox.InboxFailures.Failure;
import io.dualstream.outbox.inbox.InboxOptions.WhenBusy;
import io.dualstream.outbox.inbox.internal.Attempt;
import io.dualstream.outbox.inbox.internal.CurrentTransaction;
import io.dualstream.outbox.inbox.internal.Reason;
import io.dualstream.outbox.inbox.internal.ReceivedTable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Stores the inbox in the tables {@code received} and {@code failure} of one {@link DataSource}, in Spring-managed
 * transactions.
 */
public final class JdbcInbox implements Inbox {

    private static final Logger log = LoggerFactory.getLogger(JdbcInbox.class);

    private final CurrentTransaction transaction;
    private final TransactionTemplate transactions;
    private final InboxOptions options;
    private final ReceivedTable received;
    private final FailureTable failed;
    private final InboxListener listener;

    /**
     * Creates an inbox with the default options. Handlers get the connection of their transaction through a
     * {@code JdbcTemplate} or {@code DataSourceUtils}.
     */
    public JdbcInbox(DataSource dataSource) {
        this(dataSource, InboxOptions.defaults());
    }

    public JdbcInbox(DataSource dataSource, InboxOptions options) {
        this(dataSource, new DataSourceTransactionManager(dataSource), options);
    }

    /** Creates an inbox with a listener, which receives the outcomes of events. */
    public JdbcInbox(DataSource dataSource, InboxOptions options, InboxListener listener) {
        this(dataSource, new DataSourceTransactionManager(dataSource), options, listener);
    }

    /**
     * Creates an inbox that uses the transaction manager of the application. The manager may be JPA's, if the manager
     * exposes transactions of that DataSource to JDBC.
     */
    public JdbcInbox(DataSource dataSource, PlatformTransactionManager transactionManager, InboxOptions options) {
        this(dataSource, transactionManager, options, new InboxListener() {});
    }

    public JdbcInbox(
            DataSource dataSource,
            PlatformTransactionManager transactionManager,
            InboxOptions options,
            InboxListener listener) {
        this.transaction = new CurrentTransaction(dataSource);
        this.transactions = new TransactionTemplate(transactionManager);
        this.options = options;
        this.received = new ReceivedTable(options.schema());
        this.failed = new FailureTable(options.schema());
        this.listener = InboxListener.all(List.of(listener));
    }

    @Override
    public Set<String> claimAll(String consumer, Collection<String> eventIds) {
        return transaction.require(connection -> received.claim(connection, consumer, eventIds));
    }

    @Override
    public Outcome handle(String consumer, Envelope event, Inbox.Handler handler) {
        return alone(consumer, event, events -> handler.handle(event));
    }

    @Override
    public List<Outcome> handleAll(String consumer, List<Envelope> events, Inbox.BatchHandler handler) {
        if (events.size() > 1) {
            try {
                return together(consumer, events, handler);
            } catch (Attempt.Failed e) {
                log.debug("{} failed at {} events together and is given each alone", consumer, events.size(), e);
            }
        }
        List<Outcome> outcomes = new ArrayList<>();
        for (Envelope event : events) {
            outcomes.add(alone(consumer, event, handler));
        }
        return outcomes;
    }

    @Override
    public Outcome giveUp(String consumer, Envelope event, Throwable reason) {
        return failed(consumer, event, reason, 1);
    }

    private Outcome alone(String consumer, Envelope event, Inbox.BatchHandler handler) {
        try {
            return together(consumer, List.of(event), handler).get(0);
        } catch (Attempt.Failed e) {
            // Trying again does not make it readable.
            boolean unreadable = Reason.isCausedBy(UnreadableEventException.class, e);
            return failed(consumer, event, e.thrown(), unreadable ? 1 : options.maxAttempts());
        }
    }

    private List<Outcome> together(String consumer, List<Envelope> events, Inbox.BatchHandler handler)
            throws Attempt.Failed {
        transaction.requireNone();
        List<Outcome> ended = Attempt.run(transactions, attempt -> {
            Map<String, Outcome> claimed = claim(consumer, events);
            List<Outcome> outcomes = new ArrayList<>();
            List<Envelope> fresh = new ArrayList<>();
            for (Envelope event : events) {
                // The second of the same in one batch is a duplicate of the first.
                Outcome outcome = claimed.getOrDefault(event.inboxId(), Outcome.DUPLICATE);
                if (outcome == Outcome.HANDLED) {
                    claimed.remove(event.inboxId());
                    fresh.add(event);
                }
                outcomes.add(outcome);
            }
            if (!fresh.isEmpty()) {
                attempt.handle(() -> handler.handle(List.copyOf(fresh)));
            }
            return outcomes;
        });
        for (int i = 0; i < events.size(); i++) {
            listener.ended(consumer, events.get(i), ended.get(i));
        }
        return ended;
    }

    /** Claims the events. An event that is missing in the map is a duplicate. */
    private Map<String, Outcome> claim(String consumer, List<Envelope> events) {
        Set<String> ids = new LinkedHashSet<>();
        events.forEach(event -> ids.add(event.inboxId()));
        return transaction.require(connection -> {
            Map<String, Outcome> outcomes = new HashMap<>();
            if (options.whenBusy() == WhenBusy.SKIP) {
                ReceivedTable.Claims claims = received.tryClaim(connection, consumer, ids);
                claims.fresh().forEach(id -> outcomes.put(id, Outcome.HANDLED));
                claims.busy().forEach(id -> outcomes.put(id, Outcome.BUSY));
            } else {
                received.claim(connection, consumer, ids).forEach(id -> outcomes.put(id, Outcome.HANDLED));
            }
            return outcomes;
        });
    }

    /**
     * Counts the attempt. If counting fails, too, throws the exception of the counting, with the handler's exception beside
     * it.
     */
    private Outcome failed(String consumer, Envelope event, Throwable cause, int maxAttempts) {
        FailureTable.Recorded recorded;
        try {
            recorded = inTransaction(
                    connection -> failed.record(connection, consumer, event, Reason.of(cause), maxAttempts));
        } catch (RuntimeException e) {
            e.addSuppressed(cause);
            throw e;
        }
        switch (recorded.state()) {
            case FAILING -> {
                listener.failed(consumer, event, cause);
                throw new HandlingException(
                        "Consumer " + consumer + " failed at " + event + ", attempt " + recorded.attempts() + " of "
                                + maxAttempts + "; what it did is rolled back, and the event is to be given again",
                        event.inboxId(),
                        cause);
            }
            case DEAD -> {
                log.error(
                        "Consumer {} gave up {} after {} attempts; it goes on without it. Look at the inbox's table failure,"
                                + " and replay or discard it.",
                        consumer,
                        event,
                        recorded.attempts(),
                        cause);
                listener.ended(consumer, event, Outcome.GIVEN_UP);
                return Outcome.GIVEN_UP;
            }
            // Another one was done with it meanwhile.
            default -> {
                listener.ended(consumer, event, Outcome.DUPLICATE);
                return Outcome.DUPLICATE;
            }
        }
    }

    @Override
    public boolean replayNext(String consumer, Inbox.Handler handler) {
        transaction.requireNone();
        var taken = new Failure[1];
        try {
            boolean one = Attempt.run(transactions, attempt -> {
                transaction
                        .require(connection -> failed.takeReplay(connection, consumer))
                        .ifPresent(failure -> {
                            taken[0] = failure;
                            attempt.handle(() -> handler.handle(failure.event()));
                        });
                return taken[0] != null;
            });
            if (one) {
                listener.ended(consumer, taken[0].event(), Outcome.HANDLED);
            }
            return one;
        } catch (Attempt.Failed e) {
            Failure failure = taken[0];
            log.warn(
                    "The replay of failure {} of consumer {} failed: {} stays given up",
                    failure.number(),
                    consumer,
                    failure.event(),
                    e.thrown());
            inTransaction(connection -> {
                failed.failReplay(connection, failure.number(), Reason.of(e.thrown()));
                return true;
            });
            listener.ended(consumer, failure.event(), Outcome.GIVEN_UP);
            return true;
        }
    }

    @Override
    public long forget() {
        return inTransaction(connection -> received.forget(connection, options.retention()));
    }

    @Override
    public InboxFailures failures() {
        return new JdbcFailures(transaction, failed);
    }

    private <T> T inTransaction(CurrentTransaction.Work<T> work) {
        return transactions.execute(status -> transaction.require(work));
    }
}
