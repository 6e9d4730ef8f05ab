package io.dualstream.outbox.relay.internal.kafka;

import org.jspecify.annotations.Nullable;

/**
 * One entry of the relay's state.
 *
 * @param value null removes the entry
 */
@SuppressWarnings("ArrayRecordComponent") // written once and never compared
public record StateRecord(String key, byte @Nullable [] value) {}
