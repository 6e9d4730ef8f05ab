package io.dualstream.outbox.relay.internal.redis;

/**
 * A claim to write the live cursor. Of two relays on one database, the one with the later lease may write. Lease epochs of
 * different databases cannot be compared, so there the last relay to claim may write.
 *
 * @param database identity of the table that the relay reads
 */
public record Claim(long leaseEpoch, String database) {

    @Override
    public String toString() {
        return leaseEpoch + " " + database;
    }
}
