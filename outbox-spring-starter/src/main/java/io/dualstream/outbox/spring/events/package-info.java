/**
 * Domain events: an event that a host publishes with Spring's own {@code ApplicationEventPublisher} is recorded in the outbox, if
 * its class is {@link io.dualstream.outbox.Outboxed}.
 *
 * <pre>
 *   publishEvent(event) ─► OutboxedListener ─► EventMapping ─► Outbox   at once, in the publisher's transaction
 *                                                   ▲
 *   start-up, AOT: OutboxedClasses finds the classes and reads every annotation, so that a wrong one fails early
 * </pre>
 */
@NullMarked
package io.dualstream.outbox.spring.events;

import org.jspecify.annotations.NullMarked;
