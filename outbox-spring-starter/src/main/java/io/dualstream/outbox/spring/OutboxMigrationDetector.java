package io.dualstream.outbox.spring;

import java.util.Set;
import org.springframework.boot.sql.init.dependency.AbstractBeansOfTypeDatabaseInitializerDetector;

/** Declares {@link OutboxMigration} to Spring Boot as an initialiser of the database that runs before all others. */
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
