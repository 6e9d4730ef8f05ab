package io.dualstream.outbox.runtime.internal;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls code of users. An exception or {@link Error} that the code throws is caught and logged: as an error the first time each
 * callback throws, afterwards at level debug only. The same holds for a callback that leaves the thread interrupted: the
 * interrupt is cleared, unless the thread was interrupted before. Thread-safe.
 */
public final class Callbacks {

    private static final Logger log = LoggerFactory.getLogger(Callbacks.class);

    private final Object target;
    private final Set<String> reported = ConcurrentHashMap.newKeySet();

    /** {@code target} is the object whose callbacks are called. The log names its class. */
    public Callbacks(Object target) {
        this.target = target;
    }

    /** Makes the call; returns false if the call threw. {@code callback} is the name of the callback. */
    public boolean call(String callback, Runnable call) {
        boolean interrupted = Thread.currentThread().isInterrupted();
        try {
            call.run();
            return true;
        } catch (Throwable e) {
            report(callback, "threw", e);
            return false;
        } finally {
            if (!interrupted && Thread.interrupted()) { // else the next wait of the caller ends at once
                report(callback, "left its thread interrupted", new InterruptedException("cleared"));
            }
        }
    }

    private void report(String callback, String what, Throwable e) {
        try {
            if (reported.add(callback + " " + what)) {
                log.error(
                        "{}.{} {}; nothing else is affected. The callback will be called again, and further failures are logged at level debug",
                        target.getClass().getName(),
                        callback,
                        what,
                        e);
            } else {
                log.debug("{}.{} {} again", target.getClass().getName(), callback, what, e);
            }
        } catch (Throwable unloggable) { // no memory for a log line: the caller must not fail because of this
            e.addSuppressed(unloggable);
        }
    }
}
