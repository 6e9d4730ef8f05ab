package io.dualstream.outbox.relay.campaign;

/**
 * What a stream shows, compared with the truth; every count but the first two should be 0.
 *
 * @param committed events that must be seen
 * @param disordered events seen before an earlier one of the same aggregate
 * @param leaked events seen that never committed
 * @param altered events whose payload or aggregate id is not what was written
 */
record Verdict(
        String stream,
        int committed,
        int rolledBack,
        int seen,
        int lost,
        int duplicates,
        int disordered,
        int leaked,
        int altered,
        String example) {

    boolean isClean() {
        return lost + duplicates + disordered + leaked + altered == 0;
    }

    @Override
    public String toString() {
        return String.format(
                "%-16s %,d committed, %,d rolled back, %,d seen: %d lost, %d duplicates, %d out of order, %d leaked, %d altered%s",
                stream,
                committed,
                rolledBack,
                seen,
                lost,
                duplicates,
                disordered,
                leaked,
                altered,
                example.isEmpty() ? "" : "; first: " + example);
    }
}
