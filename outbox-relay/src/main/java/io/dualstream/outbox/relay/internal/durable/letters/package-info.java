/**
 * Makes dead letters of the events that Kafka refuses, parks later events of their keys behind them, and publishes dead letters
 * on request.
 */
@NullMarked
package io.dualstream.outbox.relay.internal.durable.letters;

import org.jspecify.annotations.NullMarked;
