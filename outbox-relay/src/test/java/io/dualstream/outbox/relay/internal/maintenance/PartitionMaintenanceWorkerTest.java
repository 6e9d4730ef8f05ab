package io.dualstream.outbox.relay.internal.maintenance;

import io.dualstream.outbox.relay.ThrowingListener;
import io.dualstream.outbox.relay.TroubleSockets;
import io.dualstream.outbox.relay.internal.runtime.Listeners;
import io.dualstream.outbox.relay.internal.table.Partitions;
import io.dualstream.outbox.relay.status.RelayListener;
import io.dualstream.outbox.runtime.internal.Trouble;
import io.dualstream.outbox.runtime.internal.Worker;
import io.dualstream.outbox.runtime.internal.WorkerContract;
import java.util.List;

class PartitionMaintenanceWorkerTest extends WorkerContract {

    @Override
    protected Loop loop(Trouble trouble) {
        RelayListener listener = new Listeners(List.of(new ThrowingListener().listener()));
        var partitions = new PartitionMaintenance(
                TroubleSockets.settings(trouble).build(), listener, 1, () -> new Partitions.Marks(null, null));
        return new Loop() {
            @Override
            public Worker worker() {
                return partitions.worker();
            }

            @Override
            public void start() {
                partitions.start();
            }

            @Override
            public void close() {
                partitions.close();
            }
        };
    }
}
