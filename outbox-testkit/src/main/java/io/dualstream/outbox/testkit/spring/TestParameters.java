package io.dualstream.outbox.testkit.spring;

import java.lang.reflect.Method;
import java.util.Set;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.springframework.beans.factory.annotation.ParameterResolutionDelegate;
import org.springframework.test.context.junit.jupiter.SpringExtension;

/** Passes the context's {@link RecordedEvents} and {@link Arrivals} to methods that have them as parameters. */
final class TestParameters implements ParameterResolver {

    private static final Set<Class<?>> OURS = Set.of(RecordedEvents.class, Arrivals.class);

    /**
     * Leaves parameters that are marked for Spring ({@code @Autowired}) to Spring, because two resolvers for one parameter are
     * an error.
     */
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return OURS.contains(parameter.getParameter().getType())
                && parameter.getDeclaringExecutable() instanceof Method
                && !ParameterResolutionDelegate.isAutowirable(parameter.getParameter(), parameter.getIndex());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        Object bean = SpringExtension.getApplicationContext(context)
                .getBeanProvider(type)
                .getIfAvailable();
        if (bean == null) {
            throw new ParameterResolutionException(type.getSimpleName()
                    + " needs a relay and its servers: annotate the test with @OutboxEndToEndTest");
        }
        return bean;
    }
}
