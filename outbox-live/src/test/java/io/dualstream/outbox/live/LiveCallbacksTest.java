package io.dualstream.outbox.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.dualstream.outbox.testkit.TestRedis;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one subscriber's code can do to the others: nothing. */
@Timeout(240)
class LiveCallbacksTest {

    private static final LiveRequest ORDERS = LiveRequest.of(LiveRequest.Selector.type("order"));
    private static TestRedis redis;
    private LiveWriter writer;
    private LiveHub hub;
    private final Inbox inbox = new Inbox();

    @BeforeAll
    static void startRedis() {
        redis = TestRedis.start();
    }

    @AfterAll
    static void stopRedis() {
        redis.close();
    }

    @BeforeEach
    void start() throws InterruptedException {
        redis.flushAll();
        writer = new LiveWriter(redis.url());
        writer.begin(1_000);
        writer.push("order", "1");
        hub = LiveHub.start(LiveSettings.of(redis.url()));
        until(() -> hub.position() != null);
        hub.listen(ORDERS, inbox);
        inbox.await(1);
    }

    @AfterEach
    void stop() {
        hub.close();
        writer.close();
    }

    private static void until(BooleanSupplier fact) {
        while (!fact.getAsBoolean()) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static void fail(boolean error) {
        if (error) {
            throw new OutOfMemoryError("thrown by a test");
        }
        throw new IllegalStateException("thrown by a test");
    }

    /** The other one hears of these events, and of no reset. */
    private void pushesArrive() throws InterruptedException {
        writer.push("order", "2");
        writer.push("order", "3");
        writer.push("order", "4");
        assertThat(inbox.await(4)).containsExactly("start", "order/2", "order/3", "order/4");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aReadyCallbackThatThrowsCostsNobodyAnything(boolean error) throws InterruptedException {
        AtomicInteger thrown = new AtomicInteger();
        LiveClient client = hub.subscribe(ORDERS, () -> {
            thrown.incrementAndGet();
            fail(error);
        });
        until(() -> thrown.get() == 1 && client.poll() instanceof LiveMessage.Reset);
        pushesArrive();
        until(() -> thrown.get() > 1
                && client.poll() instanceof LiveMessage.Event event
                && event.position().n() == 4);
        assertThat(client.end()).isNull();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aListenerThatThrowsLosesItsOwnSubscription(boolean error) throws InterruptedException {
        hub.listen(ORDERS, message -> fail(error));
        pushesArrive();
        until(() -> hub.clients() == 1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aSubscriberThatThrowsLosesItsOwnSubscription(boolean error) throws InterruptedException {
        hub.publisher(ORDERS).subscribe(new Flow.Subscriber<>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                subscription.request(Long.MAX_VALUE);
            }

            @Override
            public void onNext(LiveMessage message) {
                fail(error);
            }

            @Override
            public void onError(Throwable failure) {
                fail(error);
            }

            @Override
            public void onComplete() {}
        });
        pushesArrive();
        until(() -> hub.clients() == 1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void endsThatThrowKeepNobodyFromBeingEnded(boolean error) throws InterruptedException {
        hub.listen(ORDERS, new LiveHub.Listener() {
            @Override
            public void on(LiveMessage message) {}

            @Override
            public void ended(LiveClient.End end) {
                fail(error);
            }
        });
        LiveClient failing = hub.subscribe(ORDERS, () -> fail(error));
        LiveClient last = hub.subscribe(ORDERS, () -> {});
        hub.close();
        while (failing.poll() != null || last.poll() != null) {}
        assertThat(failing.end()).isEqualTo(LiveClient.End.CLOSED);
        assertThat(last.end()).isEqualTo(LiveClient.End.CLOSED);
    }

    @Test
    void aReadyCallbackThatBlocksHoldsNoLock() throws Exception {
        CountDownLatch called = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicReference<String> thread = new AtomicReference<>("");
        hub.subscribe(ORDERS, () -> {
            thread.set(Thread.currentThread().getName());
            called.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        assertThat(called.await(1, TimeUnit.MINUTES)).isTrue();
        assertThat(thread.get()).startsWith("outbox-live-write-");
        pushesArrive();
        CompletableFuture.runAsync(() -> hub.subscribe(ORDERS, () -> {}).close())
                .get(1, TimeUnit.MINUTES);
        goOn.countDown();
    }
}
