/**
 * Compares what consumers see with what writers know. Reads Kafka and Redis as any consumer would and knows nothing of the
 * relay.
 */
@NullMarked
package io.dualstream.outbox.benchmarks.campaign.judge;

import org.jspecify.annotations.NullMarked;
