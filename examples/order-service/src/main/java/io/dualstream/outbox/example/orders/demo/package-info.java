/**
 * The demo's stage around the order service: real servers, buttons, and independent witnesses.
 *
 * <pre>
 *   Acts ──place()──▶ OrderService ──▶ Outbox ─┄ ObservedOutbox ┄─▶ Ledger: committed, rolled back
 *                                                                    ▲
 *   PostgreSQL ──▶ relay ──▶ Redis ──▶ RedisWitness ──── arrived ────┤
 *                        └──▶ Kafka ──▶ KafkaWitness ─── arrived ────┘──▶ Feed ──▶ the page (SSE)
 * </pre>
 *
 * The {@link io.dualstream.outbox.example.orders.demo.Ledger} is the authority: it counts an event as arrived only when
 * a client of Redis or a {@code read_committed} Kafka consumer saw it, and nothing here is told by the relay.
 */
@NullMarked
package io.dualstream.outbox.example.orders.demo;

import org.jspecify.annotations.NullMarked;
