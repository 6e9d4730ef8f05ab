package io.dualstream.outbox.spring.events;

import io.dualstream.outbox.Outbox;
import io.dualstream.outbox.OutboxException;
import org.springframework.beans.BeansException;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;

/** Looks up the host's {@link Outbox} beans when an event is published, so that a host that publishes none needs none. */
record OutboxChoice(BeanFactory beans) {

    /** The outbox with that bean name or qualifier; if {@code name} is empty, the outbox by type. */
    Outbox named(String name) {
        try {
            return name.isEmpty()
                    ? beans.getBean(Outbox.class)
                    : BeanFactoryAnnotationUtils.qualifiedBeanOfType(beans, Outbox.class, name);
        } catch (BeansException e) {
            String which = name.isEmpty() ? "No Outbox bean" : "No Outbox bean '" + name + "'";
            throw new OutboxException(
                    which + " to record an application event in: set outbox.data-source to the bean name of the "
                            + "outbox's DataSource, or name the outbox in @Outboxed",
                    e);
        }
    }
}
