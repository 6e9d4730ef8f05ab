/** What the leading relay does beside its paths: it bounds the WAL that the slot holds back, and keeps the table's partitions. */
@NullMarked
package io.dualstream.outbox.relay.internal.maintenance;

import org.jspecify.annotations.NullMarked;
