package io.dualstream.outbox.testkit.spring;

import org.springframework.core.Ordered;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestExecutionListener;
import org.springframework.test.context.transaction.TransactionalTestExecutionListener;

/** Tells {@link RecordedEvents} that a test begins: before the test's own transaction, and before {@code @BeforeEach}. */
final class RecordedEventsListener implements TestExecutionListener, Ordered {

    private static final int BEFORE_THE_TRANSACTION = TransactionalTestExecutionListener.ORDER - 100;

    RecordedEventsListener() {}

    @Override
    public int getOrder() {
        return BEFORE_THE_TRANSACTION;
    }

    @Override
    public void beforeTestMethod(TestContext test) {
        if (test.hasApplicationContext()) {
            test.getApplicationContext().getBeanProvider(RecordedEvents.class).ifAvailable(RecordedEvents::begin);
        }
    }
}
