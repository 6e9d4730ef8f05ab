package io.dualstream.outbox.relay.internal.leader;

import io.dualstream.outbox.relay.ThrowingListener;
import io.dualstream.outbox.relay.TroubleSockets;
import io.dualstream.outbox.relay.internal.runtime.Listeners;
import io.dualstream.outbox.relay.internal.runtime.PathLifecycle;
import io.dualstream.outbox.relay.status.RelayListener;
import io.dualstream.outbox.relay.status.RelayStatus;
import io.dualstream.outbox.runtime.internal.Trouble;
import io.dualstream.outbox.runtime.internal.Worker;
import io.dualstream.outbox.runtime.internal.WorkerContract;
import java.util.List;

class LeaderElectionWorkerTest extends WorkerContract {

    @Override
    protected Loop loop(Trouble trouble) {
        RelayListener listener = new Listeners(List.of(new ThrowingListener().listener()));
        var durable = new PathLifecycle(RelayStatus.Path.DURABLE, listener);
        var live = new PathLifecycle(RelayStatus.Path.LIVE, listener);
        var election = new LeaderElection(TroubleSockets.settings(trouble).build(), durable, live, epoch -> {
            throw new AssertionError("nobody leads here");
        });
        return new Loop() {
            @Override
            public Worker worker() {
                return election.worker();
            }

            @Override
            public void start() {
                election.start();
            }

            @Override
            public void close() {
                election.close();
            }

            @Override
            public boolean saysFailed() {
                return durable.state() == RelayStatus.State.FAILED;
            }
        };
    }
}
