package io.dualstream.outbox.relay.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.dualstream.outbox.relay.ThrowingListener;
import io.dualstream.outbox.relay.status.RelayListener;
import io.dualstream.outbox.relay.status.RelayStatus;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ListenersTest {

    private static final Map<Class<?>, Object> ARGUMENTS = Map.of(
            RelayStatus.Path.class,
            RelayStatus.Path.DURABLE,
            RelayStatus.State.class,
            RelayStatus.State.RUNNING,
            String.class,
            "text",
            int.class,
            1,
            long.class,
            1L,
            Duration.class,
            Duration.ZERO,
            Throwable.class,
            new IllegalStateException("a cause"),
            List.class,
            List.of("a range"));

    @Test
    void passEveryCallOnToEveryListenerWhateverTheOthersThrow() throws ReflectiveOperationException {
        var first = new ThrowingListener();
        var second = new ThrowingListener();
        var listeners = new Listeners(List.of(first.listener(), second.listener()));
        for (int time = 0; time < 3; time++) { // each throws something else the second time
            for (Method method : RelayListener.class.getMethods()) {
                method.invoke(
                        listeners,
                        Arrays.stream(method.getParameterTypes())
                                .map(ARGUMENTS::get)
                                .toArray());
            }
        }
        Set<String> all = Arrays.stream(RelayListener.class.getMethods())
                .map(Method::getName)
                .collect(Collectors.toSet());
        assertThat(first.called()).isEqualTo(all);
        assertThat(second.called()).isEqualTo(all);
    }
}
