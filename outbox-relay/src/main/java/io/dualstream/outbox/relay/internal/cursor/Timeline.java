package io.dualstream.outbox.relay.internal.cursor;

/**
 * One history of a PostgreSQL cluster, within which LSNs and xids are comparable.
 *
 * @param systemId the cluster's system identifier, from {@code IDENTIFY_SYSTEM}
 * @param timelineId grows with each promotion or restore
 */
public record Timeline(long systemId, int timelineId) {

    @Override
    public String toString() {
        return Long.toUnsignedString(systemId) + "/" + timelineId;
    }
}
