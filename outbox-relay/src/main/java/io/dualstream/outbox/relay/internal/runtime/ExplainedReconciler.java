package io.dualstream.outbox.relay.internal.runtime;

import io.dualstream.outbox.relay.status.Reconciler;
import java.io.IOException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Says in one sentence why PostgreSQL could not be read. */
public final class ExplainedReconciler implements Reconciler {

    private final Reconciler reconciler;

    public ExplainedReconciler(Reconciler reconciler) {
        this.reconciler = reconciler;
    }

    @Override
    public Report run(Range range) throws SQLException, IOException {
        try {
            return reconciler.run(range);
        } catch (SQLException e) {
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
                }
            }

            @Override
            public void close() throws IOException {
                follower.close();
            }
        };
    }

    private static SQLException explained(SQLException e) {
        return new SQLException(Causes.sentence(e), e.getSQLState(), e);
    }
}
