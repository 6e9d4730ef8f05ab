/** Makes dead letters of the events that Kafka refuses, keeps what follows their keys behind them, and publishes them on request. */
@NullMarked
package io.dualstream.outbox.relay.internal.durable.letters;

import org.jspecify.annotations.NullMarked;
