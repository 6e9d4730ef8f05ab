package io.dualstream.outbox.spring;

import io.dualstream.outbox.Outbox;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;

/** Explains why there is no {@link Outbox} to inject, where Spring Boot would only report its absence. */
final class OutboxMissingFailureAnalyzer extends AbstractFailureAnalyzer<NoSuchBeanDefinitionException>
        implements Ordered {

    private final BeanFactory beans;

    OutboxMissingFailureAnalyzer(BeanFactory beans) {
        this.beans = beans;
    }

    @Override
    public int getOrder() {
        return -1;
    }

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, NoSuchBeanDefinitionException cause) {
        if (cause.getBeanType() != Outbox.class
                || cause instanceof NoUniqueBeanDefinitionException
                || !(beans instanceof ListableBeanFactory all)) {
            return null;
        }
        int dataSources = all.getBeanNamesForType(DataSource.class, true, false).length;
        return dataSources == 0
                ? new FailureAnalysis(
                        "There is no Outbox, because there is no DataSource for it.",
                        "Set spring.datasource.url, and have a JDBC driver and spring-boot-jdbc on the class path.",
                        cause)
                : new FailureAnalysis(
                        "There is no Outbox that could be injected here, because the application has " + dataSources
                                + " DataSources and none of them is chosen for the outbox.",
                        "Set outbox.data-source to the bean name of one, make one of them @Primary, or inject one of "
                                + "outbox.additional.* with its @Qualifier.",
                        cause);
    }
}
