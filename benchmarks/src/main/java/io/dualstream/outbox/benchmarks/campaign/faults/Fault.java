package io.dualstream.outbox.benchmarks.campaign.faults;

import io.dualstream.outbox.benchmarks.campaign.faults.Servers.Link;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** All faults, by the names under which they are counted. */
@SuppressWarnings("ImmutableEnumChecker") // no strike has a state
public enum Fault {
    RELAY_KILLED(RelayFaults::killed),
    RELAY_FROZEN(RelayFaults::frozen),
    RELAY_ROLLED(RelayFaults::rolled),
    RELAY_SQUEEZED(RelayFaults::squeezed),
    KILLED_AFTER_POLL(scene -> FailpointFaults.killed(scene, "after-poll", 20)),
    KILLED_MID_SEND(scene -> FailpointFaults.killed(scene, "mid-send", 3_000)),
    KILLED_BEFORE_KAFKA_COMMIT(scene -> FailpointFaults.killed(scene, "before-kafka-commit", 20)),
    KILLED_AFTER_KAFKA_COMMIT(scene -> FailpointFaults.killed(scene, "after-kafka-commit", 20)),
    KILLED_BEFORE_CONFIRM(scene -> FailpointFaults.killed(scene, "before-confirm", 5)),
    KILLED_AFTER_CONFIRM(scene -> FailpointFaults.killed(scene, "after-confirm", 5)),
    KILLED_BEFORE_PUSH(scene -> FailpointFaults.killed(scene, "before-push", 100)),
    KILLED_AFTER_PUSH(scene -> FailpointFaults.killed(scene, "after-push", 100)),
    KILLED_IN_START(FailpointFaults::killedInStart),
    KILLED_IN_RECOVERY(FailpointFaults::killedInRecovery),
    KILLED_IN_SHUTDOWN(FailpointFaults::killedInShutdown),
    FROZEN_BEFORE_KAFKA_COMMIT(scene -> FailpointFaults.frozen(scene, "before-kafka-commit", 20)),
    FROZEN_BEFORE_PUSH(scene -> FailpointFaults.frozen(scene, "before-push", 100)),
    POSTGRES_CRASHED(PostgresFaults::crashed),
    WAL_SENDER_KILLED(PostgresFaults::walSenderKilled),
    BACKENDS_KILLED(PostgresFaults::backendsKilled),
    SLOT_DROPPED(PostgresFaults::slotDropped),
    POSTGRES_SWITCHED_OVER(PostgresFaults::switchedOver),
    POSTGRES_LINK_CUT(scene -> NetworkFaults.cut(scene, Link.POSTGRES)),
    POSTGRES_LINK_HUNG(scene -> NetworkFaults.hung(scene, Link.POSTGRES)),
    POSTGRES_LINK_SLOW(scene -> NetworkFaults.slow(scene, Link.POSTGRES)),
    KAFKA_RESTARTED(KafkaFaults::restarted),
    KAFKA_KILLED(KafkaFaults::killed),
    KAFKA_AWAY(KafkaFaults::away),
    KAFKA_LINK_CUT(scene -> NetworkFaults.cut(scene, Link.KAFKA)),
    KAFKA_LINK_HUNG(scene -> NetworkFaults.hung(scene, Link.KAFKA)),
    KAFKA_LINK_SLOW(scene -> NetworkFaults.slow(scene, Link.KAFKA)),
    EVENT_TOPIC_DELETED(KafkaFaults::eventTopicDeleted),
    STATE_TOPIC_DELETED(KafkaFaults::stateTopicDeleted),
    REDIS_KILLED(RedisFaults::killed),
    REDIS_AWAY(RedisFaults::away),
    REDIS_HUNG(RedisFaults::hung),
    REDIS_FULL(RedisFaults::full),
    REDIS_FLUSHED(RedisFaults::flushed),
    REDIS_FAILED_OVER(RedisFaults::failedOver),
    REDIS_LINK_CUT(scene -> NetworkFaults.cut(scene, Link.REDIS)),
    REDIS_LINK_HUNG(scene -> NetworkFaults.hung(scene, Link.REDIS)),
    REDIS_LINK_SLOW(scene -> NetworkFaults.slow(scene, Link.REDIS)),
    LONG_TRANSACTION(WriterFaults::longTransaction),
    LARGE_TRANSACTION(WriterFaults::largeTransaction),
    COLUMN_ADDED(WriterFaults::columnAdded),
    PARTITIONS_CHANGED(WriterFaults::partitionsChanged);

    private static final Set<Fault> FELT_BY_WRITERS =
            EnumSet.of(POSTGRES_CRASHED, POSTGRES_SWITCHED_OVER, BACKENDS_KILLED);

    /** They begin with a relay that leads, which there may not be right after another fault. */
    private static final Set<Fault> OF_A_LEADER =
            EnumSet.of(RELAY_FROZEN, FROZEN_BEFORE_KAFKA_COMMIT, FROZEN_BEFORE_PUSH, KILLED_IN_SHUTDOWN, RELAY_ROLLED);

    /** They strike where the durable path comes to, and it comes there only with PostgreSQL and Kafka. */
    private static final Set<Fault> OF_THE_DURABLE_PATH = EnumSet.of(
            RELAY_FROZEN,
            RELAY_ROLLED,
            RELAY_SQUEEZED,
            KILLED_AFTER_POLL,
            KILLED_MID_SEND,
            KILLED_BEFORE_KAFKA_COMMIT,
            KILLED_AFTER_KAFKA_COMMIT,
            KILLED_BEFORE_CONFIRM,
            KILLED_AFTER_CONFIRM,
            KILLED_IN_START,
            KILLED_IN_RECOVERY,
            KILLED_IN_SHUTDOWN,
            FROZEN_BEFORE_KAFKA_COMMIT,
            FROZEN_BEFORE_PUSH,
            WAL_SENDER_KILLED,
            EVENT_TOPIC_DELETED,
            STATE_TOPIC_DELETED);

    /** They strike where the live path comes to. */
    private static final Set<Fault> OF_THE_LIVE_PATH =
            EnumSet.of(KILLED_BEFORE_PUSH, KILLED_AFTER_PUSH, FROZEN_BEFORE_PUSH);

    private static final Set<Fault> OF_THE_TABLE = EnumSet.of(COLUMN_ADDED, PARTITIONS_CHANGED);

    /** What is gone, hung, slow or locked while a fault lasts. */
    private enum Part {
        POSTGRES,
        KAFKA,
        REDIS,
        TABLE;

        boolean isNeededBy(Fault fault) {
            return fault.name().startsWith(name())
                    || switch (this) {
                        case POSTGRES -> OF_THE_DURABLE_PATH.contains(fault) || OF_THE_LIVE_PATH.contains(fault);
                        case KAFKA -> OF_THE_DURABLE_PATH.contains(fault);
                        case REDIS -> OF_THE_LIVE_PATH.contains(fault);
                        case TABLE -> OF_THE_TABLE.contains(fault);
                    };
        }
    }

    private static final Map<Fault, Part> LASTING = new EnumMap<>(Map.ofEntries(
            Map.entry(POSTGRES_LINK_CUT, Part.POSTGRES),
            Map.entry(POSTGRES_LINK_HUNG, Part.POSTGRES),
            Map.entry(POSTGRES_LINK_SLOW, Part.POSTGRES),
            Map.entry(KAFKA_AWAY, Part.KAFKA),
            Map.entry(KAFKA_LINK_CUT, Part.KAFKA),
            Map.entry(KAFKA_LINK_HUNG, Part.KAFKA),
            Map.entry(KAFKA_LINK_SLOW, Part.KAFKA),
            Map.entry(REDIS_AWAY, Part.REDIS),
            Map.entry(REDIS_HUNG, Part.REDIS),
            Map.entry(REDIS_LINK_CUT, Part.REDIS),
            Map.entry(REDIS_LINK_HUNG, Part.REDIS),
            Map.entry(REDIS_LINK_SLOW, Part.REDIS),
            Map.entry(LONG_TRANSACTION, Part.TABLE)));

    private final Strike strike;

    /** Returns when the fault is over, or lasts until its turn ends. */
    private interface Strike {
        void at(Scene scene) throws Exception;
    }

    Fault(Strike strike) {
        this.strike = strike;
    }

    /** Strikes, and returns when the fault is over or lasts; what it leaves behind is the relay's business. */
    void strike(Scene scene) throws Exception {
        strike.at(scene);
    }

    /** Whether writers may fail because of this fault, since their own server or session fails. */
    public boolean isFeltByWriters() {
        return FELT_BY_WRITERS.contains(this);
    }

    /**
     * The faults under which all promises hold: all faults, but only one of the two that delete a topic; the seed decides
     * which. If the cursor is deleted after events were deleted, nobody can know that these events were there, so they are
     * published again, behind later ones.
     */
    public static List<Fault> promised(long seed) {
        Fault other = seed % 2 == 0 ? EVENT_TOPIC_DELETED : STATE_TOPIC_DELETED;
        return Arrays.stream(values()).filter(fault -> fault != other).toList();
    }

    /** Whether it may last while others strike. */
    public boolean lasts() {
        return LASTING.containsKey(this);
    }

    /** Whether it may strike while the earlier one lasts, or right after it was over. */
    public boolean mayFollow(Fault earlier) {
        Part gone = LASTING.get(earlier);
        return gone == null ? !OF_A_LEADER.contains(this) : !gone.isNeededBy(this);
    }

    /** The one of that name. */
    public static Fault named(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    /** As it is written on the command line and in results. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
