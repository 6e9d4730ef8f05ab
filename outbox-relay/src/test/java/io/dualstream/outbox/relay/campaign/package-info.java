/**
 * The fault campaign: proof, on real servers, that every promise holds while everything is killed.
 *
 * <pre>
 * Writers -> PostgreSQL -> relay -> Kafka, Redis
 *    |            |                    |
 *    v            v                    v
 * History  ->   Truth    ->  Checker <- KafkaView, RedisView
 * </pre>
 *
 * Writers note what they meant and how it ended; the table settles what they cannot know. The checker compares that truth
 * with what consumers see, and knows nothing of the relay.
 */
@NullMarked
package io.dualstream.outbox.relay.campaign;

import org.jspecify.annotations.NullMarked;
