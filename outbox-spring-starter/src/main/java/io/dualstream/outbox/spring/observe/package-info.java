/**
 * Observability of a host's outboxes and inbox: an observation around each publish, a count of committed events, the actuator endpoints, and
 * the health of the tables and of the relay inside the application. Each part needs Micrometer or Spring Boot's actuator.
 *
 * <pre>
 *   OutboxFactory ─► CountedOutbox ─► ObservedOutbox ─► JdbcOutbox       span outbox.publish ─► traceparent of the event
 *
 *   OutboxPlaces ─► OutboxBacklog (SQL, in outbox-db) ─► OutboxHealthIndicator, OutboxEndpoint ◄─ RelayDetails
 *
 *   JdbcInbox ─► InboxMetrics        Inbox.failures() ─► InboxHealthIndicator, InboxEndpoint
 * </pre>
 */
@NullMarked
package io.dualstream.outbox.spring.observe;

import org.jspecify.annotations.NullMarked;
