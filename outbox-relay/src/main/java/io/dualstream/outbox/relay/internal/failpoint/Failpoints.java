package io.dualstream.outbox.relay.internal.failpoint;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The action and place that the system property names: {@code <failpoint>:<arrival>:<halt|hold>}, such as {@code mid-send:3:halt}. */
final class Failpoints {

    static final String PROPERTY = "outbox.relay.failpoint";

    /** Exit code of a process that halted itself. */
    private static final int HALTED = 77;

    private static final long HOLD_NANOS = 3_000_000_000L;
    private static final String[] ORDER = System.getProperty(PROPERTY, "").split(":", 3);

    /** Final, so that the JIT compiler removes the code that depends on it. */
    static final @Nullable Failpoint ARMED = ORDER.length < 3
            ? null
            : Failpoint.valueOf(ORDER[0].toUpperCase(Locale.ROOT).replace('-', '_'));

    private static final AtomicInteger LEFT = new AtomicInteger(ARMED == null ? 0 : Integer.parseInt(ORDER[1]));

    private Failpoints() {}

    /** Halts as {@code kill -9} would, or holds this thread for three seconds, in which a test can freeze the process. */
    static void arrived() {
        if (LEFT.decrementAndGet() != 0) {
            return;
        }
        System.out.println("failpoint " + ARMED);
        System.out.flush();
        if (ORDER[2].equals("halt")) {
            Runtime.getRuntime().halt(HALTED);
        }
        long began = System.nanoTime();
        for (long left = HOLD_NANOS; left > 0; left = HOLD_NANOS - (System.nanoTime() - began)) {
            LockSupport.parkNanos(left);
        }
    }
}
