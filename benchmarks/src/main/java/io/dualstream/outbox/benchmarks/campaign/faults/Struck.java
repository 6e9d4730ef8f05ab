package io.dualstream.outbox.benchmarks.campaign.faults;

import java.util.Optional;

/**
 * A fault that struck, or meant to.
 *
 * @param isDuringAnother whether another one lasted meanwhile
 * @param withoutEffect why nothing can follow from it, so that it does not count
 */
public record Struck(Fault fault, boolean isDuringAnother, Optional<String> withoutEffect) {

    public boolean counts() {
        return withoutEffect.isEmpty();
    }

    @Override
    public String toString() {
        return (isDuringAnother ? "meanwhile " : "")
                + fault
                + withoutEffect.map(why -> " without effect (" + why + ")").orElse("");
    }
}
