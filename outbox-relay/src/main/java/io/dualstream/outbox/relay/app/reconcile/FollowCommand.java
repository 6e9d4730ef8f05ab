package io.dualstream.outbox.relay.app.reconcile;

import io.dualstream.outbox.relay.status.Reconciler;
import io.dualstream.outbox.relay.status.Reconciler.Stretch;
import io.dualstream.outbox.runtime.internal.StopSignal;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** {@code reconcile --follow}: compares at each interval what settled since, until it is stopped. */
public final class FollowCommand {

    /**
     * The options of the command.
     *
     * @param failFast whether to end at the first difference
     * @param json whether to print receipts instead of sentences
     */
    public record Options(Duration interval, boolean failFast, boolean json) {}

    private final Reconciler reconciler;
    private final @Nullable ReceiptFile receipts;
    private final Options options;
    private boolean failing;

    public FollowCommand(Reconciler reconciler, @Nullable ReceiptFile receipts, Options options) {
        this.reconciler = reconciler;
        this.receipts = receipts;
        this.options = options;
    }

    /** Runs until {@code stop} is given. Returns whether it ended because of a difference. */
    public boolean run(StopSignal stop) throws IOException {
        try (Reconciler.Follower follower = reconciler.follow(receipts == null ? null : receipts.position())) {
            long due = System.nanoTime();
            while (true) {
                Stretch stretch = next(follower);
                if (stretch != null) {
                    tell(stretch);
                    if (options.failFast() && !stretch.report().same()) {
                        return true;
                    }
                }
                due = Math.max(due + options.interval().toNanos(), System.nanoTime());
                if (stop.awaitGiven(Duration.ofNanos(due - System.nanoTime()))) {
                    return false;
                }
            }
        }
    }

    /** Null if a server failed, which is said once. */
    private @Nullable Stretch next(Reconciler.Follower follower) {
        try {
            Stretch stretch = follower.next();
            if (failing) {
                failing = false;
                System.err.println("outbox-relay: compares again");
            }
            return stretch;
        } catch (SQLException | IOException | RuntimeException e) {
            if (!failing) {
                failing = true;
                System.err.println(
                        "outbox-relay: cannot compare for now, and tries again at each interval: " + e.getMessage());
            }
            return null;
        }
    }

    private void tell(Stretch stretch) throws IOException {
        String receipt = receipts == null ? null : receipts.append(stretch);
        if (options.json() && receipt != null) {
            System.out.println(receipt);
        } else {
            System.out.println(ReportText.of(stretch));
        }
    }
}
