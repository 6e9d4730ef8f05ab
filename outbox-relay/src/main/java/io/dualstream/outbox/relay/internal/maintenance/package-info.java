/** The work of the leading relay beside its paths: it limits the WAL that the slot holds back, and maintains the table's partitions. */
@NullMarked
package io.dualstream.outbox.relay.internal.maintenance;

import org.jspecify.annotations.NullMarked;
