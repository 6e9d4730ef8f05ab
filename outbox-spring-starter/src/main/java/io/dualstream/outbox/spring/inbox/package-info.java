/**
 * Auto-configuration of the consuming side: wiring only. Nothing of it happens to an application that only publishes; what concerns
 * Kafka is loaded only where spring-kafka is.
 *
 * <pre>
 *   outbox.inbox.enabled=true:  DataSource ─► InboxMigration ─► Inbox ◄─ InboxKeeper (replays, retention)
 *
 *   {@literal @}KafkaListener {@literal @}IdempotentListener ─► IdempotentListeners puts an IdempotentContainer into its container:
 *      records ─► EventListener ─► Inbox.handle ─► the method, its arguments made by ReceivedEventConverter
 *                     └─ throws ─► DefaultErrorHandler: the same record again, later
 * </pre>
 */
@NullMarked
package io.dualstream.outbox.spring.inbox;

import org.jspecify.annotations.NullMarked;
