package io.dualstream.outbox.inbox;

import static io.dualstream.outbox.inbox.InboxDatabase.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dualstream.outbox.inbox.Inbox.HandlingException;
import io.dualstream.outbox.inbox.Inbox.Outcome;
import io.dualstream.outbox.inbox.InboxOptions.WhenBusy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;

class ConcurrentDuplicatesTest {

    private final InboxDatabase database = new InboxDatabase();
    private final Inbox waiting = inbox(WhenBusy.WAIT);
    private final Inbox skipping = inbox(WhenBusy.SKIP);
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void theSecondWaitsForTheFirstAndIsADuplicateIfThatCommits() throws Exception {
        Envelope event = event();
        var inHandler = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        Future<Outcome> first = threads.submit(() -> waiting.handle("billing", event, e -> {
            database.effect(e);
            inHandler.countDown();
            goOn.await();
        }));
        inHandler.await();
        Future<Outcome> second = threads.submit(() -> waiting.handle("billing", event, database::effect));
        awaitOneWaiting();

        assertThat(skipping.handle("billing", event, database::effect)).isEqualTo(Outcome.BUSY);
        goOn.countDown();

        assertThat(first.get()).isEqualTo(Outcome.HANDLED);
        assertThat(second.get()).isEqualTo(Outcome.DUPLICATE);
        assertThat(skipping.handle("billing", event, database::effect)).isEqualTo(Outcome.DUPLICATE);
        assertThat(database.effects()).containsExactly(event.id());
    }

    @Test
    void theSecondHasItsTurnIfTheFirstRollsBack() throws Exception {
        Envelope event = event();
        var inHandler = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        Future<Outcome> first = threads.submit(() -> waiting.handle("billing", event, e -> {
            database.effect(e);
            inHandler.countDown();
            goOn.await();
            throw new IllegalStateException("failed");
        }));
        inHandler.await();
        Future<Outcome> second = threads.submit(() -> waiting.handle("billing", event, database::effect));
        awaitOneWaiting();
        goOn.countDown();

        assertThat(second.get()).isEqualTo(Outcome.HANDLED);
        // The first one may yet hear, while it counts its attempt, that the second was luckier.
        assertThat(outcomeOrFailure(first)).isIn(Outcome.DUPLICATE, HandlingException.class);
        assertThat(database.effects()).containsExactly(event.id());
    }

    @Test
    void skippingHandlesTheFreeOnesOfABatch() throws Exception {
        Envelope busy = event();
        Envelope free = event();
        var inHandler = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        Future<Outcome> first = threads.submit(() -> waiting.handle("billing", busy, e -> {
            inHandler.countDown();
            goOn.await();
        }));
        inHandler.await();

        assertThat(skipping.handleAll("billing", List.of(busy, free), events -> events.forEach(database::effect)))
                .containsExactly(Outcome.BUSY, Outcome.HANDLED);
        goOn.countDown();
        first.get();
        assertThat(database.effects()).containsExactly(free.id());
    }

    /** Eight consumers with the same events, each in its own order and portions, some failing: no deadlock, no double, none left out. */
    @Test
    void manyConsumersOfTheSameBatchesHandleEachEventOnce() throws Exception {
        long seed = System.nanoTime();
        List<Envelope> events = IntStream.range(0, 400).mapToObj(n -> event()).toList();
        List<Future<?>> consumers = new ArrayList<>();
        for (int consumer = 0; consumer < 8; consumer++) {
            var random = new Random(seed + consumer);
            Inbox inbox = consumer % 4 == 3 ? skipping : waiting;
            consumers.add(threads.submit(() -> consume(inbox, events, random)));
        }
        for (Future<?> consumer : consumers) {
            consumer.get();
        }
        assertThat(database.effects())
                .as("seed %s", seed)
                .containsExactlyElementsOf(
                        events.stream().map(Envelope::id).sorted().toList());
        assertThat(database.failures("dead")).as("seed %s", seed).isZero();
    }

    private void consume(Inbox inbox, List<Envelope> events, Random random) {
        List<Envelope> left = new ArrayList<>(events);
        while (!left.isEmpty()) {
            Collections.shuffle(left, random);
            List<Envelope> batch = List.copyOf(left.subList(0, Math.min(left.size(), 1 + random.nextInt(20))));
            try {
                List<Outcome> outcomes = inbox.handleAll("billing", batch, fresh -> {
                    fresh.forEach(database::effect);
                    if (random.nextInt(20) == 0) {
                        throw new IllegalStateException("unlucky");
                    }
                });
                IntStream.range(0, batch.size())
                        .filter(i -> outcomes.get(i).isDone())
                        .forEach(i -> left.remove(batch.get(i)));
            } catch (HandlingException e) {
                // comes again
            }
        }
    }

    private static Object outcomeOrFailure(Future<Outcome> handling) throws InterruptedException {
        try {
            return handling.get();
        } catch (ExecutionException e) {
            return Objects.requireNonNull(e.getCause()).getClass();
        }
    }

    private void awaitOneWaiting() {
        await().until(() -> database.jdbc
                        .queryForList("select 1 from pg_stat_activity where datname = current_database()"
                                + " and wait_event_type = 'Lock'")
                        .size()
                == 1);
    }

    private Inbox inbox(WhenBusy whenBusy) {
        return new JdbcInbox(
                database.dataSource,
                new DataSourceTransactionManager(database.dataSource),
                InboxOptions.defaults().withMaxAttempts(1_000).withWhenBusy(whenBusy));
    }
}
