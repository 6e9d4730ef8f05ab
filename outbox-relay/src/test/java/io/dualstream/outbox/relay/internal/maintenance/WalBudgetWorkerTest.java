package io.dualstream.outbox.relay.internal.maintenance;

import io.dualstream.outbox.relay.ThrowingListener;
import io.dualstream.outbox.relay.TroubleSockets;
import io.dualstream.outbox.relay.internal.runtime.Listeners;
import io.dualstream.outbox.relay.status.RelayListener;
import io.dualstream.outbox.runtime.internal.Trouble;
import io.dualstream.outbox.runtime.internal.Worker;
import io.dualstream.outbox.runtime.internal.WorkerContract;
import java.util.List;

class WalBudgetWorkerTest extends WorkerContract {

    @Override
    protected Loop loop(Trouble trouble) {
        RelayListener listener = new Listeners(List.of(new ThrowingListener().listener()));
        var budget = new WalBudget(TroubleSockets.settings(trouble).build(), listener, 1);
        return new Loop() {
            @Override
            public Worker worker() {
                return budget.worker();
            }

            @Override
            public void start() {
                budget.start();
            }

            @Override
            public void close() {
                budget.close();
            }
        };
    }
}
