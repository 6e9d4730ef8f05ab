package io.dualstream.outbox.spring.events;

import io.dualstream.outbox.Outboxed;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;

/** Finds the annotated classes in the packages of the application. Classes elsewhere are found when their first event is published. */
final class OutboxedClasses {

    private OutboxedClasses() {}

    static List<Class<?>> of(BeanFactory beans, Environment environment, ResourceLoader resources) {
        if (!AutoConfigurationPackages.has(beans)) {
            return List.of();
        }
        var scan = new ClassPathScanningCandidateComponentProvider(false, environment);
        scan.setResourceLoader(resources);
        scan.addIncludeFilter(new AnnotationTypeFilter(Outboxed.class, true, true));
        return AutoConfigurationPackages.get(beans).stream()
                .flatMap(name -> scan.findCandidateComponents(name).stream())
                .map(found -> Objects.requireNonNull(found.getBeanClassName()))
                .distinct()
                .<Class<?>>flatMap(name -> Stream.of(ClassUtils.resolveClassName(name, resources.getClassLoader())))
                .toList();
    }
}
