package io.dualstream.outbox.relay.internal.leader;

import io.dualstream.outbox.relay.config.RelaySettings;
import io.dualstream.outbox.relay.internal.durable.DurablePath;
import io.dualstream.outbox.relay.internal.live.LivePath;
import io.dualstream.outbox.relay.internal.maintenance.PartitionMaintenance;
import io.dualstream.outbox.relay.internal.maintenance.WalBudget;
import io.dualstream.outbox.relay.internal.runtime.PathLifecycle;
import io.dualstream.outbox.relay.internal.table.Partitions;
import io.dualstream.outbox.relay.status.RelayListener;
import io.dualstream.outbox.relay.status.RelayStatus;
import org.jspecify.annotations.Nullable;

/** Runs both paths, and the maintenance of the slot and the table's partitions, while this relay leads. */
public final class LeaderTerm implements LeaderElection.Term {

    private final String name;
    private final PathLifecycle liveLife;
    private final DurablePath durable;
    private final @Nullable LivePath live;
    private final WalBudget slot;
    private final PartitionMaintenance partitions;

    public LeaderTerm(
            RelaySettings settings,
            RelayListener listener,
            PathLifecycle durableLife,
            PathLifecycle liveLife,
            long epoch) {
        this.name = settings.name();
        this.liveLife = liveLife;
        this.live = settings.live().redisUrl() == null ? null : new LivePath(settings, listener, liveLife, epoch);
        this.durable = new DurablePath(settings, listener, durableLife, epoch, live == null ? () -> {} : live::wake);
        this.slot = new WalBudget(settings, listener, epoch);
        this.partitions = new PartitionMaintenance(settings, listener, epoch, this::marks);
    }

    @Override
    public void start() {
        if (live != null) {
            live.start();
        }
        durable.start();
        slot.start();
        partitions.start();
    }

    @Override
    public boolean over() {
        return durable.fenced() || (live != null && live.fenced());
    }

    @Override
    public void abandon() {
        partitions.abandon();
        slot.abandon();
        durable.abandon();
        if (live != null) {
            live.abandon();
        }
    }

    private Partitions.Marks marks() {
        Long inKafka = durable.settledXid();
        return live == null
                ? new Partitions.Marks(inKafka, inKafka)
                : new Partitions.Marks(earlier(inKafka, live.settledXid()), earlier(inKafka, live.publishedXid()));
    }

    /** Null unless both paths run. */
    private static @Nullable Long earlier(@Nullable Long inKafka, @Nullable Long inRedis) {
        return inKafka == null || inRedis == null ? null : Long.valueOf(Math.min(inKafka, inRedis));
    }

    public RelayStatus status() {
        return new RelayStatus(
                name,
                durable.status(slot::status),
                live == null ? IdleStatus.live(liveLife) : live.status(),
                partitions.status());
    }

    /** Closes the partitions first, because they ask both paths; closes the live path last, because the durable path may still wake it. */
    @Override
    public void close() {
        partitions.close();
        slot.close();
        durable.close();
        if (live != null) {
            live.close();
        }
    }
}
