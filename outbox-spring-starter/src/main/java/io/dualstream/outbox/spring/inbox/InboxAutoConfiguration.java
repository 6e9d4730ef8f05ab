package io.dualstream.outbox.spring.inbox;

import io.dualstream.outbox.inbox.Inbox;
import io.dualstream.outbox.inbox.InboxKeeper;
import io.dualstream.outbox.inbox.InboxListener;
import io.dualstream.outbox.inbox.JdbcInbox;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.sql.init.dependency.DatabaseInitializationDependencyConfigurer;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.ResourceTransactionManager;

/**
 * Auto-configuration of the inbox, with {@code outbox.inbox.enabled=true}: an {@link Inbox} on the application's own
 * {@link DataSource}, and its schema.
 */
@AutoConfiguration(after = DataSourceAutoConfiguration.class)
@ConditionalOnSingleCandidate(DataSource.class)
@ConditionalOnBooleanProperty(name = "outbox.inbox.enabled")
@EnableConfigurationProperties(InboxProperties.class)
@Import(DatabaseInitializationDependencyConfigurer.class)
final class InboxAutoConfiguration {

    @Bean
    InboxMigration inboxMigration(DataSource dataSource, InboxProperties properties) {
        return new InboxMigration(dataSource, properties.schema(), properties.migrate());
    }

    @Bean
    @ConditionalOnMissingBean
    @DependsOnDatabaseInitialization
    Inbox inbox(
            DataSource dataSource,
            ObjectProvider<PlatformTransactionManager> managers,
            InboxProperties properties,
            ObjectProvider<InboxListener> listeners) {
        PlatformTransactionManager manager = managers.stream()
                .filter(candidate -> !isOfKafka(candidate))
                .reduce((one, other) -> managers.getObject())
                .orElse(null);
        InboxListener listener = InboxListener.all(listeners.orderedStream().toList());
        return manager == null
                ? new JdbcInbox(dataSource, properties.options(), listener)
                : new JdbcInbox(dataSource, manager, properties.options(), listener);
    }

    @Bean
    @ConditionalOnMissingBean
    InboxKeeper inboxKeeper(Inbox inbox, InboxProperties properties) {
        return new InboxKeeper(inbox, properties.replayInterval());
    }

    @Bean
    InboxLife inboxLife(InboxKeeper keeper) {
        return new InboxLife(keeper);
    }

    /**
     * Whether the transaction manager is one of Kafka's, for producers. A host may have one beside or instead of the manager of
     * its database.
     */
    private static boolean isOfKafka(PlatformTransactionManager manager) {
        return manager instanceof ResourceTransactionManager ofResource
                && ofResource.getResourceFactory().getClass().getName().startsWith("org.springframework.kafka.");
    }
}
