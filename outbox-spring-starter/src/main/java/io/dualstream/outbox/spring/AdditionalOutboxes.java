package io.dualstream.outbox.spring;

import io.dualstream.outbox.Outbox;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.RuntimeBeanReference;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;

/**
 * Defines the outboxes of {@code outbox.additional.*} and their migrations. Injection without a qualifier ignores these
 * outboxes, and takes the first outbox.
 */
final class AdditionalOutboxes implements ImportBeanDefinitionRegistrar {

    private final Environment environment;

    AdditionalOutboxes(Environment environment) {
        this.environment = environment;
    }

    @Override
    public void registerBeanDefinitions(AnnotationMetadata importing, BeanDefinitionRegistry beans) {
        Binder.get(environment)
                .bind("outbox.additional", Bindable.mapOf(String.class, OutboxProperties.Additional.class))
                .orElse(Map.of())
                .forEach((name, outbox) -> {
                    define(beans, name, "Outbox", outbox(outbox));
                    define(beans, name, "OutboxMigration", migration(outbox));
                });
    }

    private static RootBeanDefinition outbox(OutboxProperties.Additional outbox) {
        RootBeanDefinition definition = new RootBeanDefinition(Outbox.class);
        definition.setFactoryBeanName("outboxFactory");
        definition.setFactoryMethodName("on");
        definition.getConstructorArgumentValues().addIndexedArgumentValue(0, dataSource(outbox.dataSource()));
        definition.getConstructorArgumentValues().addIndexedArgumentValue(1, outbox.schema());
        return definition;
    }

    private static RootBeanDefinition migration(OutboxProperties.Additional outbox) {
        RootBeanDefinition definition = new RootBeanDefinition(OutboxMigration.class);
        definition.getConstructorArgumentValues().addIndexedArgumentValue(0, dataSource(outbox.dataSource()));
        definition.getConstructorArgumentValues().addIndexedArgumentValue(1, List.of(outbox.schema()));
        definition.getConstructorArgumentValues().addIndexedArgumentValue(2, outbox.migrate());
        return definition;
    }

    private static RuntimeBeanReference dataSource(@Nullable String name) {
        return name == null ? new RuntimeBeanReference(DataSource.class) : new RuntimeBeanReference(name);
    }

    private static void define(BeanDefinitionRegistry beans, String name, String kind, RootBeanDefinition definition) {
        if (!beans.containsBeanDefinition(name + kind)) {
            definition.setDefaultCandidate(false);
            definition.addQualifier(new AutowireCandidateQualifier(Qualifier.class, name));
            beans.registerBeanDefinition(name + kind, definition);
        }
    }
}
