package io.dualstream.outbox.relay.internal.cursor;

/**
 * The history of a PostgreSQL cluster in which LSNs and xids mean something.
 *
 * @param systemId the cluster's system identifier, as {@code IDENTIFY_SYSTEM} says it
 * @param timelineId grows with each promotion or restore
 */
public record Timeline(long systemId, int timelineId) {

    @Override
    public String toString() {
        return Long.toUnsignedString(systemId) + "/" + timelineId;
    }
}
