package io.dualstream.outbox.relay.status;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event that Kafka refused, or that waits behind one.
 *
 * @param number names it; in the order in which the events would have been published
 * @param event as it will be published, edits included
 * @param stalled whether nothing is in its way but its topic, which takes no writes for a while: the relay retries by itself
 * @param reason one sentence
 * @param errorClass of Kafka's error; null for a parked event
 * @param attempts so far; 0 for a parked event
 * @param request what an operator asked for and the relay has not done yet: {@code retry}, {@code discard} or null
 */
public record DeadLetter(
        long number,
        EventRecord event,
        DeadLetterState state,
        BlockScope blocks,
        boolean stalled,
        String reason,
        @Nullable String errorClass,
        int attempts,
        Instant firstAt,
        Instant lastAt,
        @Nullable String request,
        @Nullable Instant resolvedAt) {}
