/**
 * The ledger of the demo. The ledger records which events committed or rolled back, and which events arrived on which stream.
 *
 * <pre>
 *   Ledger ──▶ Entry   one event: sent, rolled back, seen on which Stream
 *          ──▶ Card    one line on the page: an order, or many orders that belong together
 *          ──▶ Tally   one Stream: arrivals and their latencies
 *          ──▶ Totals  the sums
 * </pre>
 *
 * {@link io.dualstream.outbox.example.orders.demo.ledger.Ledger} guards all the others with its lock.
 */
@NullMarked
package io.dualstream.outbox.example.orders.demo.ledger;

import org.jspecify.annotations.NullMarked;
