/**
 * Domain events: what a host publishes with Spring's own {@code ApplicationEventPublisher} is recorded in the outbox, if its class
 * is {@link io.dualstream.outbox.Outboxed}.
 *
 * <pre>
 *   publishEvent(event) ─► OutboxedListener ─► EventMapping ─► Outbox   at once, in the publisher's transaction
 *                                                   ▲
 *   start-up, AOT: OutboxedClasses finds them and has every annotation read, so that a wrong one fails there
 * </pre>
 */
@NullMarked
package io.dualstream.outbox.spring.events;

import org.jspecify.annotations.NullMarked;
