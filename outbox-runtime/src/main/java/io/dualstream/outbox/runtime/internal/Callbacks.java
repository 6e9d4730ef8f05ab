package io.dualstream.outbox.runtime.internal;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls code of users. Whatever that throws ends here, an Error too: it is logged as an error the first time each callback throws,
 * afterwards at level debug only. Thread-safe.
 */
public final class Callbacks {

    private static final Logger log = LoggerFactory.getLogger(Callbacks.class);

    private final Object target;
    private final Set<String> thrown = ConcurrentHashMap.newKeySet();

    /** {@code target}: whose callbacks they are; the log names its class. */
    public Callbacks(Object target) {
        this.target = target;
    }

    /** Makes the call; false if it threw. {@code callback} is its name. */
    public boolean call(String callback, Runnable call) {
        try {
            call.run();
            return true;
        } catch (Throwable e) {
            report(callback, e);
            return false;
        }
    }

    private void report(String callback, Throwable e) {
        try {
            if (thrown.add(callback)) {
                log.error(
                        "{}.{} threw; nothing else is affected. It goes on being called, and what it throws from now on is logged at level debug",
                        target.getClass().getName(),
                        callback,
                        e);
            } else {
                log.debug("{}.{} threw again", target.getClass().getName(), callback, e);
            }
        } catch (
                Throwable unloggable) { // no memory to say it; the caller has better things to do than to fail for that
            e.addSuppressed(unloggable);
        }
    }
}
