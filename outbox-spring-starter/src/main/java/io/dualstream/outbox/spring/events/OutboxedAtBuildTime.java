package io.dualstream.outbox.spring.events;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotContribution;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.DefaultResourceLoader;

/** Finds annotated classes at build time, checks them and makes them readable, because a native image cannot search for classes. */
final class OutboxedAtBuildTime implements BeanFactoryInitializationAotProcessor {

    private final BindingReflectionHintsRegistrar binding = new BindingReflectionHintsRegistrar();

    @Override
    public @Nullable BeanFactoryInitializationAotContribution processAheadOfTime(
            ConfigurableListableBeanFactory beans) {
        List<Class<?>> classes = OutboxedClasses.of(
                beans, new StandardEnvironment(), new DefaultResourceLoader(beans.getBeanClassLoader()));
        if (classes.isEmpty()) {
            return null;
        }
        classes.forEach(EventMapping::of);
        return (generation, code) -> classes.forEach(type -> {
            var hints = generation.getRuntimeHints().reflection();
            binding.registerReflectionHints(hints, type);
            // Expressions find their properties among these members.
            hints.registerType(type, MemberCategory.INVOKE_PUBLIC_METHODS, MemberCategory.ACCESS_PUBLIC_FIELDS);
        });
    }
}
