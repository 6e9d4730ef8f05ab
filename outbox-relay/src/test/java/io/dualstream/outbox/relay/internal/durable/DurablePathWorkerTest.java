package io.dualstream.outbox.relay.internal.durable;

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

class DurablePathWorkerTest extends WorkerContract {

    @Override
    protected Loop loop(Trouble trouble) {
        RelayListener listener = new Listeners(List.of(new ThrowingListener().listener()));
        var life = new PathLifecycle(RelayStatus.Path.DURABLE, listener);
        var path = new DurablePath(TroubleSockets.settings(trouble).build(), listener, life, 1, () -> {});
        return new Loop() {
            @Override
            public Worker worker() {
                return path.worker();
            }

            @Override
            public void start() {
                path.start();
            }

            @Override
            public void close() {
                path.close();
            }

            @Override
            public boolean saysFailed() {
                return life.state() == RelayStatus.State.FAILED;
            }
        };
    }
}
