/**
 * Runs the order service on real servers, with buttons for visitors and with independent witnesses of the events.
 *
 * <pre>
 *   Acts ──place()──▶ OrderService ──▶ Outbox ─┄ ObservedOutbox ┄─▶ Ledger: committed, rolled back
 *                                                                    ▲
 *   PostgreSQL ──▶ relay ──▶ Redis ──▶ RedisWitness ──── arrived ────┤
 *                        └──▶ Kafka ──▶ KafkaWitness ─── arrived ────┘──▶ Feed ──▶ the page (SSE)
 * </pre>
 *
 * The {@link io.dualstream.outbox.example.orders.demo.ledger.Ledger} is authoritative: an event counts as arrived only
 * when a client of Redis or a {@code read_committed} Kafka consumer has received the event. The relay reports nothing to the demo.
 */
@NullMarked
package io.dualstream.outbox.example.orders.demo;

import org.jspecify.annotations.NullMarked;
