/**
 * Auto-configuration of the consuming side: wiring only. It does nothing in an application that only publishes; the classes for Kafka
 * are loaded only if spring-kafka is there.
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
