package io.dualstream.outbox.relay.internal.runtime;

import io.dualstream.outbox.relay.status.Reconciler;
import java.io.IOException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Says in one sentence why a server could not be read. */
public final class ExplainedReconciler implements Reconciler {

    private final Reconciler reconciler;
    private final WaitingReason reason;

    public ExplainedReconciler(Reconciler reconciler, WaitingReason reason) {
        this.reconciler = reconciler;
        this.reason = reason;
    }

    @Override
    public Report run(Range range) throws SQLException, IOException {
        try {
            return reconciler.run(range);
        } catch (SQLException e) {
            throw explained(e);
        } catch (RuntimeException e) {
            throw explained(e);
        }
    }

    @Override
    public Follower follow(@Nullable Position after) {
        Follower follower = reconciler.follow(after);
        return new Follower() {
            @Override
            public Stretch next() throws SQLException, IOException {
                try {
                    return follower.next();
                } catch (SQLException e) {
                    throw explained(e);
                } catch (RuntimeException e) {
                    throw explained(e);
                }
            }

            @Override
            public void close() throws IOException {
                follower.close();
            }
        };
    }

    private SQLException explained(SQLException e) {
        return new SQLException(reason.of(e), e.getSQLState(), e);
    }

    private IOException explained(RuntimeException e) {
        if (!WaitingReason.isOfServer(e)) {
            throw e;
        }
        return new IOException(reason.of(e), e);
    }
}
