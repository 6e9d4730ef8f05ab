/**
 * The relay: reads committed events from PostgreSQL, publishes them to Kafka (durable path) and pushes them to Redis
 * (live path). What a user calls is here, in {@code config} and in {@code status}; everything behind it is in {@code internal}.
 *
 * <pre>
 * Relay ── Preflight                     checks once, or says in one sentence what to change
 *   └── LeaderElection                   one of several relays leads; it runs a term
 *         └── LeaderTerm
 *               ├── DurablePath          WAL to Kafka: DurableRecovery, then WalStream ► BatchPublisher ► KafkaSink
 *               │        │ wakes
 *               ├── LivePath             table to Redis: LiveStart, then LiveTable ► LiveCursor ► LiveRedis
 *               ├── WalBudget            WAL held back, and the slot given up above the budget
 *               └── PartitionMaintenance partitions made ahead, and dropped behind both paths
 * </pre>
 *
 * <p>Each path has one thread that tries, and a life of its own: one that fails does not stop the other. Whatever fails,
 * the next attempt begins from what the sink holds. States, which only {@code PathLifecycle} changes:
 *
 * <pre>
 *   NEW ──┬────────────► STARTING ────► RUNNING
 *         │              ▲  ▲   │          │
 *         │        leads │  │   ▼          ▼  something it needs is away
 *         └─► STANDBY ───┘  └─ WAITING ◄───┘
 *                              tries again, with backoff
 *
 *   STARTING, RUNNING, WAITING, FAILED ──► STANDBY   another relay leads
 *   NEW, STANDBY ──► WAITING                         PostgreSQL is away: nobody knows who leads
 *   every state but STOPPED ──► FAILED               a human must restart it; the durable path's lets go of the lease
 *   every state ──► STOPPED                          closed, for good
 * </pre>
 *
 * <p>Who is authoritative, so that nothing has to agree with anything else:
 *
 * <ul>
 *   <li>what is committed, and in which order: PostgreSQL
 *   <li>what Kafka has: Kafka, through the durable cursor in its state topic
 *   <li>what Redis has: Redis, through the live cursor beside its streams
 *   <li>from where the WAL can still be read: the slot, never past what Kafka has
 *   <li>who leads: the lease in PostgreSQL; who may still write: Kafka's and Redis' own fences
 * </ul>
 *
 * The relay itself remembers nothing that it could not lose.
 */
@NullMarked
package io.dualstream.outbox.relay;

import org.jspecify.annotations.NullMarked;
