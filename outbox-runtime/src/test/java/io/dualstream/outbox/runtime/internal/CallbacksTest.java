package io.dualstream.outbox.runtime.internal;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class CallbacksTest {

    private final Callbacks callbacks = new Callbacks(this);

    @Test
    void letNothingThroughThatIsThrown() {
        assertThat(callbacks.call("one", () -> {})).isTrue();
        assertThat(callbacks.call("one", () -> {
                    throw new IllegalStateException("thrown by a test");
                }))
                .isFalse();
        assertThat(callbacks.call("one", () -> {
                    throw new OutOfMemoryError("thrown by a test");
                }))
                .isFalse();
    }

    @Test
    void leaveNoInterruptBehind() {
        var logger = (Logger) LoggerFactory.getLogger(Callbacks.class);
        var seen = new ListAppender<ILoggingEvent>();
        seen.start();
        logger.addAppender(seen);
        try {
            for (int time = 0; time < 2; time++) {
                assertThat(callbacks.call("one", () -> Thread.currentThread().interrupt()))
                        .isTrue();
                assertThat(Thread.currentThread().isInterrupted()).isFalse();
            }
        } finally {
            logger.detachAppender(seen);
        }
        assertThat(seen.list)
                .filteredOn(line -> line.getLevel() == Level.ERROR)
                .singleElement()
                .extracting(ILoggingEvent::getFormattedMessage)
                .asString()
                .startsWith(CallbacksTest.class.getName() + ".one left its thread interrupted");
    }

    @Test
    void keepAnInterruptThatWasThereBefore() {
        Thread.currentThread().interrupt();
        callbacks.call("one", () -> {});
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void areLoggedAsErrorsOnceForEachKind() {
        var logger = (Logger) LoggerFactory.getLogger(Callbacks.class);
        var seen = new ListAppender<ILoggingEvent>();
        seen.start();
        logger.addAppender(seen);
        try {
            for (String callback : new String[] {"one", "two", "one", "two", "one"}) {
                callbacks.call(callback, () -> {
                    throw new IllegalStateException("thrown by a test");
                });
            }
        } finally {
            logger.detachAppender(seen);
        }
        assertThat(seen.list)
                .filteredOn(line -> line.getLevel() == Level.ERROR)
                .extracting(ILoggingEvent::getFormattedMessage)
                .satisfiesExactly(
                        one -> assertThat(one).startsWith(CallbacksTest.class.getName() + ".one threw"),
                        two -> assertThat(two).startsWith(CallbacksTest.class.getName() + ".two threw"));
    }
}
