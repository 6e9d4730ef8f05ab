/**
 * Auto-configuration for Spring Boot: wiring only, no SQL and no threads of its own. Every bean steps back for one of the
 * host's own.
 *
 * <pre>
 *   DataSource ─► OutboxMigration ─► Outbox ◄─ PayloadSerializer (the host's JsonMapper)
 *                                       ▲───── HeaderSource (trace, MDC)
 *
 *   outbox.relay.enabled=true:
 *   outbox.relay.*, else the host's PostgreSQL, Kafka, Redis ─► RelaySettings ─► InProcessRelay ◄─ RelayListener
 * </pre>
 */
@NullMarked
package io.dualstream.outbox.spring;

import org.jspecify.annotations.NullMarked;
