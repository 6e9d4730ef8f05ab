/**
 * What a host sees of its outboxes and of its inbox: an observation around each publish, a count of what was committed, the actuator endpoint and the
 * health of the tables and of the relay inside the application. Each part is there where Micrometer or Spring Boot's actuator is.
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
