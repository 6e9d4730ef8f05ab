package io.dualstream.outbox.spring.inbox;

import java.util.Set;
import org.springframework.boot.sql.init.dependency.AbstractBeansOfTypeDatabaseInitializerDetector;

/** Declares {@link InboxMigration} to Spring Boot as an initialiser of the database that runs before the host's own migrations. */
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
