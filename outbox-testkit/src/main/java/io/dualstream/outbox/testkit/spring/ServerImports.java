package io.dualstream.outbox.testkit.spring;

import java.util.stream.Stream;
import org.springframework.context.annotation.DeferredImportSelector;
import org.springframework.core.Ordered;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.util.ClassUtils;

/**
 * Imports the servers after everything the application and its test declare, and before any auto-configuration, so that
 * each can step back for a connection that is there already, and Boot's own properties step back for it.
 */
abstract class ServerImports implements DeferredImportSelector, Ordered {

    /** Turns containers that are beans into connections; were it left to its usual place, it would come after the servers. */
    private static final String CONTAINERS =
            "org.springframework.boot.testcontainers.service.connection.ServiceConnectionAutoConfiguration";

    private static final int BEFORE_AUTO_CONFIGURATION = Ordered.LOWEST_PRECEDENCE - 10;

    private final Class<?>[] servers;

    private ServerImports(Class<?>... servers) {
        this.servers = servers;
    }

    /** Just the database. */
    static final class OfDatabase extends ServerImports {
        OfDatabase() {
            super(JdbcServer.class);
        }
    }

    /** PostgreSQL, Kafka and Redis. */
    static final class OfAll extends ServerImports {
        OfAll() {
            super(JdbcServer.class, KafkaServer.class, RedisServer.class);
        }
    }

    @Override
    public String[] selectImports(AnnotationMetadata importing) {
        boolean containers = ClassUtils.isPresent(CONTAINERS, getClass().getClassLoader());
        return Stream.concat(
                        containers ? Stream.of(CONTAINERS) : Stream.empty(),
                        Stream.of(servers).map(Class::getName))
                .toArray(String[]::new);
    }

    @Override
    public int getOrder() {
        return BEFORE_AUTO_CONFIGURATION;
    }
}
