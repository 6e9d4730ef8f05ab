package io.dualstream.outbox.relay.internal.redis;

/**
 * Who may write. Of two relays on one database the one with the later lease may; lease epochs of different databases say
 * nothing about each other, and there the last to claim may.
 *
 * @param database identity of the table that the relay reads
 */
public record Claim(long leaseEpoch, String database) {

    @Override
    public String toString() {
        return leaseEpoch + " " + database;
    }
}
