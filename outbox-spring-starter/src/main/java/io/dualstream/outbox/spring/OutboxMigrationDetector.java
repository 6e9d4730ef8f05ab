package io.dualstream.outbox.spring;

import java.util.Set;
import org.springframework.boot.sql.init.dependency.AbstractBeansOfTypeDatabaseInitializerDetector;

/** Tells Spring Boot that {@link OutboxMigration} initialises the database, first of all that do. */
final class OutboxMigrationDetector extends AbstractBeansOfTypeDatabaseInitializerDetector {

    @Override
    protected Set<Class<?>> getDatabaseInitializerBeanTypes() {
        return Set.of(OutboxMigration.class);
    }

    @Override
    public int getOrder() {
        return -100;
    }
}
