package io.dualstream.outbox.testkit.junit;

import io.dualstream.outbox.testkit.SharedServers;
import io.dualstream.outbox.testkit.TestDatabase;
import io.dualstream.outbox.testkit.TestKafka;
import io.dualstream.outbox.testkit.TestPostgres;
import io.dualstream.outbox.testkit.TestRedis;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** The extension that {@link OutboxServers} registers. */
final class OutboxServersExtension implements ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(OutboxServersExtension.class);
    private static final Map<Class<?>, Function<ExtensionContext, Object>> PARAMETERS = Map.of(
            TestPostgres.class, context -> SharedServers.postgres(),
            TestKafka.class, context -> SharedServers.kafka(),
            TestRedis.class, context -> SharedServers.redis(),
            TestDatabase.class, OutboxServersExtension::database);

    OutboxServersExtension() {}

    /** A constructor's parameters belong to the test, as those of the test method do. */
    @Override
    public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext root) {
        return ExtensionContextScope.TEST_METHOD;
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return PARAMETERS.containsKey(parameter.getParameter().getType());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return Objects.requireNonNull(PARAMETERS.get(parameter.getParameter().getType()))
                .apply(context);
    }

    /** The database of the test or class. A store looks in its parents first, so a database of the class is shared by its tests. */
    private static TestDatabase database(ExtensionContext context) {
        return context.getStore(NAMESPACE)
                .computeIfAbsent(Lent.class, key -> Lent.fresh(), Lent.class)
                .database();
    }

    /** A database that JUnit closes together with the test or class that asked for it. */
    private record Lent(TestDatabase database) implements AutoCloseable {
        static Lent fresh() {
            return new Lent(SharedServers.postgres().createDatabase());
        }

        @Override
        public void close() {
            SharedServers.postgres().dropDatabase(database);
        }
    }
}
