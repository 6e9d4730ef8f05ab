/**
 * The relay: reads committed events from PostgreSQL, publishes them to Kafka (durable path) and pushes them to Redis
 * (live path). This package, {@code config} and {@code status} contain the API; {@code internal} contains the implementation.
 *
 * <pre>
 * Relay ── Preflight                     checks the set-up once; an error says in one sentence what to change
 *   └── LeaderElection                   one of several relays leads, for a term
 *         └── LeaderTerm
 *               ├── DurablePath          WAL to Kafka: DurableRecovery, then WalStream ► BatchPublisher ► KafkaSink
 *               │        │ wakes
 *               ├── LivePath             table to Redis: LiveStart, then LiveTable ► LiveCursor ► LiveRedis
 *               ├── WalBudget            measures the WAL that the slot holds back, drops the slot above the budget
 *               └── PartitionMaintenance creates partitions in advance, drops those that both paths have passed
 * </pre>
 *
 * <p>Each path has its own thread and its own state: a failure of one path does not stop the other path. After any failure, the
 * next attempt begins from the state in the sink. Only {@code PathLifecycle} changes the state:
 *
 * <pre>
 *   NEW ──┬────────────► STARTING ────► RUNNING
 *         │              ▲  ▲   │          │
 *         │        leads │  │   ▼          ▼  a server is not available
 *         └─► STANDBY ───┘  └─ WAITING ◄───┘
 *                              the path tries again, with backoff
 *
 *   STARTING, RUNNING, WAITING, FAILED ──► STANDBY   another relay leads
 *   NEW, STANDBY ──► WAITING                         PostgreSQL is not available, so no relay can lead
 *   every state but STOPPED ──► FAILED               a human must restart the relay; a failed durable path releases the lease
 *   every state ──► STOPPED                          the relay was closed
 * </pre>
 *
 * <p>Each fact has one authoritative source, so no two sources have to agree:
 *
 * <ul>
 *   <li>PostgreSQL determines which events are committed, and in which order
 *   <li>Kafka determines which events Kafka has, through the durable cursor in its state topic
 *   <li>Redis determines which events Redis has, through the live cursor beside its streams
 *   <li>the slot determines from where the WAL can be read; the slot never advances past an event that Kafka does not have
 *   <li>the lease in PostgreSQL determines which relay leads; the fences of Kafka and Redis determine which relay may write
 * </ul>
 *
 * The relay itself keeps no state that must survive a restart.
 */
@NullMarked
package io.dualstream.outbox.relay;

import org.jspecify.annotations.NullMarked;
