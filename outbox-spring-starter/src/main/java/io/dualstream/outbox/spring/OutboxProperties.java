package io.dualstream.outbox.spring;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The outbox as this application writes to it.
 *
 * @param schema Schema that holds the table event.
 * @param migrate Whether to make or upgrade that schema at start, before anything uses the database, with the rights of the
 *     application's own database user. Set it to false where that user may only publish.
 */
@ConfigurationProperties("outbox")
public record OutboxProperties(
        @DefaultValue("outbox") String schema,
        @DefaultValue("true") boolean migrate) {}
