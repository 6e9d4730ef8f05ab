package io.dualstream.outbox.relay.internal.reconcile;

import io.dualstream.outbox.relay.internal.reconcile.sighting.Sighting;
import io.dualstream.outbox.relay.internal.reconcile.sighting.Types;
import io.dualstream.outbox.relay.status.Reconciler.Report.Kind;
import java.io.IOException;
import java.util.List;

/** Events in a sink that the table does not have: of a time for which the table has its rows, they were never committed. */
final class Unmatched implements Comparison.Rest {

    private final Types types;
    private final List<TableRows.Covered> covered;
    private final Findings findings;

    Unmatched(Types types, List<TableRows.Covered> covered, Findings findings) {
        this.types = types;
        this.covered = covered;
        this.findings = findings;
    }

    @Override
    public void unknown(Sighting seen) {
        if (covered.stream().anyMatch(time -> seen.micros() >= time.from() && seen.micros() < time.to())) {
            findings.add(types.difference(Kind.LEAKED, seen));
        } else {
            findings.notKept++;
        }
    }

    @Override
    public void early(Sighting seen) throws IOException {
        throw new IOException("event " + seen.id() + " is said to be in a later part of the table, which has one part");
    }
}
