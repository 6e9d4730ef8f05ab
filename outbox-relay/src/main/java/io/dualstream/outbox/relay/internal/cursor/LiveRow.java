package io.dualstream.outbox.relay.internal.cursor;

import io.dualstream.outbox.relay.status.EventRecord;

/** A row as the live path reads it: the event, and the transaction that inserted it. */
public record LiveRow(long xid, EventRecord event) {}
