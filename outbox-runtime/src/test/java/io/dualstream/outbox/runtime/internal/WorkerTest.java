package io.dualstream.outbox.runtime.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WorkerTest extends WorkerContract {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration MOMENT = Duration.ofMillis(1);
    private static final Duration SHORT = Duration.ofMillis(100);

    /** Fails in every third round. */
    private static class Rounds implements Worker.Task {

        private final Trouble trouble;
        private int round;

        Rounds(Trouble trouble) {
            this.trouble = trouble;
        }

        @Override
        public @Nullable Duration round(StopSignal stop) throws Exception {
            trouble.meet();
            if (++round % 3 == 0) {
                throw new Exception("thrown by a test");
            }
            return MOMENT;
        }

        @Override
        public void failed(Throwable failure, Duration delay) {}
    }

    private static Worker worker(Worker.Task task) {
        return new Worker(new Worker.Life("test-loop", true, LIMIT, SHORT), new RetryDelay(MOMENT, MOMENT), task);
    }

    @Override
    protected Loop loop(Trouble trouble) {
        Worker worker = worker(new Rounds(trouble));
        return new Loop() {
            @Override
            public Worker worker() {
                return worker;
            }

            @Override
            public void start() {
                worker.start();
            }

            @Override
            public void close() {
                worker.close();
            }
        };
    }

    @Test
    void abortsAndInterruptsARoundThatOutlastsItsPatience() {
        var trouble = new Trouble();
        var aborted = new AtomicInteger();
        Worker worker = new Worker(
                new Worker.Life("test-loop", true, SHORT, LIMIT), new RetryDelay(MOMENT, MOMENT), new Rounds(trouble) {
                    @Override
                    public void abort() {
                        aborted.incrementAndGet();
                    }
                });
        worker.start();
        trouble.block(true);
        worker.close();
        assertThat(aborted).hasValue(1);
        assertThat(trouble.thread().isAlive()).isFalse();
    }

    @Test
    void leavesARoundBehindThatDoesNotEvenThenEnd() {
        var trouble = new Trouble();
        Worker worker = new Worker(
                new Worker.Life("test-loop", true, SHORT, SHORT), new RetryDelay(MOMENT, MOMENT), new Rounds(trouble));
        worker.start();
        trouble.block(false);
        worker.close();
        assertThat(trouble.thread().isAlive()).isTrue();
        trouble.unblock();
    }

    @Test
    void givesUpAfterAnErrorThatStaysWhereverItIsInTheCauses() throws InterruptedException {
        var hopeless = new NoClassDefFoundError("thrown by a test");
        var known = new AtomicReference<Error>();
        var ended = new CountDownLatch(1);
        var cycle = new Exception("a cycle");
        cycle.initCause(new Exception(cycle));
        var failures = new ArrayDeque<Exception>(List.of(cycle, new Exception(new AssertionError(hopeless))));
        try (Worker worker = worker(new Rounds(new Trouble()) {
            @Override
            public Duration round(StopSignal stop) throws Exception {
                throw failures.remove();
            }

            @Override
            public boolean giveUp(Error error) {
                known.set(error);
                return true;
            }
        })) {
            worker.start(run -> new Thread(() -> {
                run.run();
                ended.countDown();
            }));
            assertThat(ended.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(worker.stop().isGiven()).isFalse();
        }
        assertThat(known).hasValue(hopeless);
    }

    @Test
    void waitsAndClosesHoweverLongItsDurationsAre() throws InterruptedException {
        Duration longest = Duration.ofSeconds(Long.MAX_VALUE);
        var rounds = new Semaphore(0);
        Worker worker = new Worker(
                new Worker.Life("test-loop", true, longest, longest),
                new RetryDelay(MOMENT, MOMENT),
                new Rounds(new Trouble()) {
                    @Override
                    public Duration round(StopSignal stop) {
                        rounds.release();
                        return longest;
                    }
                });
        worker.start();
        assertThat(rounds.tryAcquire(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(rounds.tryAcquire(100, TimeUnit.MILLISECONDS))
                .as("a second round")
                .isFalse();
        worker.close();
    }

    @Test
    void closesItself() throws InterruptedException {
        var closed = new CountDownLatch(1);
        var self = new Worker[1];
        self[0] = worker(new Rounds(new Trouble()) {
            @Override
            public Duration round(StopSignal stop) {
                self[0].close();
                closed.countDown();
                return MOMENT;
            }
        });
        self[0].start();
        assertThat(closed.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        self[0].close();
    }

    @Test
    void goesOnWhenAFailureCannotBeHandled() throws InterruptedException {
        var told = new Semaphore(0);
        try (Worker worker = worker(new Rounds(new Trouble()) {
            @Override
            public Duration round(StopSignal stop) {
                throw new NoClassDefFoundError("thrown by a test");
            }

            @Override
            public boolean giveUp(Error error) {
                throw new IllegalStateException("no such transition");
            }

            @Override
            public void failed(Throwable failure, Duration delay) {
                throw new OutOfMemoryError("thrown by a test");
            }
        })) {
            worker.start(run -> new Thread(() -> {
                run.run();
                told.release();
            }));
            assertThat(told.tryAcquire(2500, TimeUnit.MILLISECONDS))
                    .as("the thread ended")
                    .isFalse();
        }
        assertThat(told.tryAcquire(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void waitsLongerAfterEachFailureAndNotAfterASuccess() throws InterruptedException {
        var delays = new java.util.concurrent.LinkedBlockingQueue<Duration>();
        var fails = new AtomicInteger(4);
        try (Worker worker = new Worker(
                new Worker.Life("test-loop", true, LIMIT, SHORT),
                new RetryDelay(Duration.ofMillis(1), Duration.ofMillis(4), new Highest()),
                new Worker.Task() {
                    @Override
                    public Duration round(StopSignal stop) throws Exception {
                        if (fails.getAndDecrement() > 0) {
                            throw new Exception("thrown by a test");
                        }
                        fails.set(4);
                        return Duration.ZERO;
                    }

                    @Override
                    public void failed(Throwable failure, Duration delay) {
                        delays.add(delay);
                    }
                })) {
            worker.start();
            for (int time = 0; time < 2; time++) {
                for (int millis : new int[] {1, 2, 4, 4}) {
                    assertThat(delays.poll(LIMIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo(Duration.ofMillis(millis));
                }
            }
        }
    }

    /** No jitter. */
    private static final class Highest implements java.util.random.RandomGenerator {
        @Override
        public long nextLong() {
            return 0;
        }

        @Override
        public long nextLong(long bound) {
            return 0;
        }
    }
}
