package io.dualstream.outbox.runtime.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How each loop starts, fails and ends. A test of a loop extends this. */
public abstract class WorkerContract {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Trouble trouble = new Trouble();
    private Loop loop;

    /** A loop, closed and started as its owner does that. */
    protected interface Loop extends AutoCloseable {

        Worker worker();

        void start();

        @Override
        void close();

        /** Whether it starts again after it was closed. */
        default boolean startsAgain() {
            return false;
        }

        /** Whether a state that others see says FAILED. */
        default boolean saysFailed() {
            return false;
        }
    }

    /** A loop whose rounds, all of them, meet {@code trouble}, and follow each other within milliseconds. */
    protected abstract Loop loop(Trouble trouble);

    @BeforeEach
    void make() {
        loop = loop(trouble);
    }

    @AfterEach
    void end() {
        trouble.unblock();
        loop.close();
    }

    @Test
    void closesBeforeItStarts() {
        loop.close();
        loop.start();
        if (loop.startsAgain()) {
            trouble.awaitRounds(1);
            return;
        }
        loop.close();
        assertThatThrownBy(trouble::thread).as("a round").isInstanceOf(AssertionError.class);
    }

    @Test
    void closesTwice() {
        loop.start();
        trouble.awaitRounds(1);
        loop.close();
        loop.close();
        assertThat(trouble.thread().isAlive()).isFalse();
    }

    @Test
    void goesOnAfterErrors() {
        loop.start();
        for (Error error : List.of(
                new OutOfMemoryError("thrown by a test"),
                new StackOverflowError("thrown by a test"),
                new AssertionError("thrown by a test"))) {
            trouble.next(error);
            trouble.awaitRounds(2);
            assertThat(loop.saysFailed()).as("FAILED after %s", error).isFalse();
        }
        assertThat(trouble.thread().isAlive()).isTrue();
    }

    @Test
    void goesOnOrSaysFailedAfterAnErrorThatStays() throws InterruptedException {
        loop.start();
        trouble.awaitRounds(1);
        trouble.next(new NoClassDefFoundError("thrown by a test"));
        assertThat(trouble.goesOn()).as("goes on").isNotEqualTo(loop.saysFailed());
    }

    @Test
    void letsTheRoundEndThoughItsCloserIsInterrupted() throws InterruptedException {
        loop.start();
        trouble.block(true);
        Worker worker = loop.worker(); // a loop that starts again has another one as soon as it is being closed
        var stayedInterrupted = new AtomicBoolean();
        Thread closer = new Thread(() -> {
            loop.close();
            stayedInterrupted.set(Thread.currentThread().isInterrupted());
        });
        closer.start();
        assertThat(worker.stop().awaitGiven(LIMIT)).isTrue();
        closer.interrupt();
        closer.join(100);
        assertThat(closer.isAlive()).as("waits all the same").isTrue();
        assertThat(trouble.isBlocked()).as("the round goes on").isTrue();
        trouble.unblock();
        closer.join(LIMIT.toMillis());
        assertThat(trouble.thread().isAlive()).isFalse();
        assertThat(stayedInterrupted).isTrue();
    }

    @Test
    void goesOnAfterAnInterruptThatIsNotOurs() {
        loop.start();
        trouble.block(true);
        trouble.thread().interrupt();
        trouble.unblock();
        trouble.awaitRounds(2);
        trouble.thread().interrupt(); // in a wait between rounds, most often
        trouble.awaitRounds(2);
        assertThat(trouble.thread().isAlive()).isTrue();
        assertThat(loop.saysFailed()).isFalse();
    }

    @Test
    void closesAfterTheRoundThatHangs() throws Exception {
        loop.start();
        trouble.block(false);
        Worker worker = loop.worker();
        CompletableFuture<Void> closing = CompletableFuture.runAsync(loop::close);
        assertThat(worker.stop().awaitGiven(LIMIT)).isTrue();
        assertThat(trouble.thread().isAlive()).isTrue();
        trouble.unblock();
        closing.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        assertThat(trouble.thread().isAlive()).isFalse();
    }

    @Test
    void isAbandonedWithoutAWait() throws InterruptedException {
        loop.start();
        trouble.block(false);
        loop.worker().abandon();
        Thread thread = trouble.thread();
        assertThat(thread.isAlive()).isTrue();
        trouble.unblock();
        thread.join(LIMIT.toMillis());
        assertThat(thread.isAlive()).isFalse();
    }

    @Test
    void tellsWhoStartsItThatThereIsNoThread() {
        var noThread = new OutOfMemoryError("unable to create native thread");
        assertThatThrownBy(() -> loop.worker().start(run -> new Thread(run) {
                    @Override
                    public synchronized void start() {
                        throw noThread;
                    }
                }))
                .isSameAs(noThread);
        loop.start();
        trouble.awaitRounds(1);
    }
}
