/**
 * The command {@code reconcile}: its options, its texts, and the receipts of a reconciliation that follows, a file of JSON lines,
 * one for each stretch, each with the SHA-256 of the line before.
 *
 * <pre>
 *   FollowCommand: Reconciler.Stretch ─► ReceiptLine (JSON) ─► Seal (HMAC) ─► ReceiptFile (chain)
 *                                     └► ReportText
 * </pre>
 */
@NullMarked
package io.dualstream.outbox.relay.app.reconcile;

import org.jspecify.annotations.NullMarked;
