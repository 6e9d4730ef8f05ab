package io.dualstream.outbox.relay;

import io.dualstream.outbox.relay.status.RelayListener;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Throws from each method, now an exception and now an error. */
public final class ThrowingListener {

    private final Set<String> called = ConcurrentHashMap.newKeySet();

    /** Called from all threads of a relay. */
    public RelayListener listener() {
        return (RelayListener) Proxy.newProxyInstance(
                RelayListener.class.getClassLoader(),
                new Class<?>[] {RelayListener.class},
                (proxy, method, arguments) -> {
                    if (method.getDeclaringClass() == Object.class) {
                        return method.invoke(this, arguments);
                    }
                    if (called.add(method.getName())) {
                        throw new IllegalStateException("thrown by a test");
                    }
                    throw new OutOfMemoryError("thrown by a test");
                });
    }

    /** The methods that have been called. */
    public Set<String> called() {
        return called;
    }
}
