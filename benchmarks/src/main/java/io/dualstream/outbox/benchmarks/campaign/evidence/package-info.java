/**
 * Consumers that note every event they see from the start of a round, so that nothing that is deleted later is forgotten.
 *
 * <pre>
 * Kafka topics   -> KafkaRecorder (read_committed), KafkaRecorder (read_uncommitted) |
 * Redis streams  -> StreamRecorder                                                   | -> Sighting
 * Redis channels -> SubscriberRecorder                                               |
 * Kafka's files  -> TransactionLog -> which records belong to one Kafka transaction, and how it ended
 * </pre>
 *
 * They read as any consumer would and know nothing of the relay.
 */
@NullMarked
package io.dualstream.outbox.benchmarks.campaign.evidence;

import org.jspecify.annotations.NullMarked;
