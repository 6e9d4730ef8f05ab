package io.dualstream.outbox.spring.inbox;

import java.util.Set;
import org.springframework.boot.sql.init.dependency.AbstractBeansOfTypeDatabaseInitializerDetector;

/** Tells Spring Boot that {@link InboxMigration} initialises the database, before the host's own migrations do. */
final class InboxMigrationDetector extends AbstractBeansOfTypeDatabaseInitializerDetector {

    @Override
    protected Set<Class<?>> getDatabaseInitializerBeanTypes() {
        return Set.of(InboxMigration.class);
    }

    @Override
    public int getOrder() {
        return -99;
    }
}
