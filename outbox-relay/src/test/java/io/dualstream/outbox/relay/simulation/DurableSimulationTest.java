package io.dualstream.outbox.relay.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The durable path through random histories: {@code -Dhistories=} says how many, {@code -Dseed=} from which seed. */
class DurableSimulationTest {

    private static final long HISTORIES = Long.getLong("histories", 500_000);
    private static final long FIRST_SEED = Long.getLong("seed", 1);

    @Test
    void kafkaHoldsEachCommittedEventOnceAndInOrder() {
        assertThat(Histories.firstFault(FIRST_SEED, HISTORIES, (seed, log) -> play(seed, Mutation.NONE, log)))
                .isNull();
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "DEDUPE_OFF",
                "SLOT_NOT_ADVANCED",
                "RECOVERY_MARK_LOST",
                "HORIZON_READ_IN_REVERSE",
                "HORIZON_BELIEVED_UNPROVEN",
                "SINK_READ_BEFORE_FENCING",
                "STATE_READ_TO_LAST_STABLE_OFFSET",
                "SLOT_REPLACED_BY_A_ZOMBIE",
                "STREAM_OF_ANOTHER_SERVER",
                "MARK_BELIEVED_IN_ANY_HISTORY",
                "SLOT_BELIEVED_WHEREVER_IT_STANDS"
            })
    void theJudgeFindsEachMistakePutIn(Mutation mutation) {
        assertThat(Histories.firstFault(FIRST_SEED, 1_000_000, (seed, log) -> play(seed, mutation, log)))
                .isNotNull();
    }

    private static void play(long seed, Mutation mutation, @Nullable StringBuilder log) {
        new History(new World(seed, mutation, log)).play();
    }

    private static final class History {
        private final World world;
        /** Without locks on keys, commit order is kept by the WAL alone; a recovery publishes in seq order. */
        private final boolean recoveries;

        private final ModelPostgres postgres;
        private final ModelKafka kafka;
        private final List<SimulatedDurablePath> relays = new ArrayList<>();

        private History(World world) {
            this.world = world;
            this.recoveries = !world.dice.oneIn(4);
            this.postgres = new ModelPostgres(world, recoveries);
            this.kafka = new ModelKafka(world, postgres.events());
            world.add(postgres::write, 14);
            world.add(this::relay, 8);
            world.add(postgres::heartbeat, 1);
            world.add(kafka::act, 1);
            world.add(this::disaster, 2);
        }

        private void play() {
            if (!recoveries) {
                world.calm(true);
                another().run();
                world.calm(false);
            }
            for (int steps = 20 + world.dice.below(41); steps > 0; steps--) {
                world.turn();
            }
            end();
            Judge.exactlyOnceInOrder(postgres.events(), kafka.committed());
        }

        /** Everybody stops; the server may crash and the slot be lost once more; and one relay has all the time it needs. */
        private void end() {
            world.calm(true);
            postgres.endAll();
            postgres.heartbeat();
            relays.forEach(SimulatedDurablePath::kill);
            postgres.loosen();
            if (world.dice.oneIn(4)) {
                postgres.crash();
            }
            if (recoveries && world.dice.oneIn(3)) {
                postgres.wal().slot = null;
            }
            SimulatedDurablePath last = another();
            for (int steps = 0; !last.isAtEnd(); steps++) {
                if (steps > 300) {
                    throw new Fault("no progress");
                }
                last.run();
            }
        }

        private void relay() {
            List<SimulatedDurablePath> alive =
                    relays.stream().filter(relay -> !relay.isDead()).toList();
            if (alive.isEmpty() || (alive.size() < 3 && world.dice.oneIn(10))) {
                another().run();
            } else {
                alive.get(world.dice.below(alive.size())).run();
            }
        }

        private SimulatedDurablePath another() {
            SimulatedDurablePath relay = new SimulatedDurablePath(relays.size() + 1, world, postgres, kafka);
            relays.add(relay);
            return relay;
        }

        private void goBack() {
            if (world.dice.oneIn(3)) {
                postgres.restore();
            } else {
                postgres.failOver();
            }
        }

        private void disaster() {
            ModelSlot slot = postgres.wal().slot;
            switch (world.dice.below(12)) {
                case 0 -> postgres.crash();
                case 1 -> {
                    if (recoveries) {
                        goBack();
                    }
                }
                case 2 -> {
                    if (recoveries && slot != null) {
                        slot.lost = true;
                        world.say("slot lost", 0, 0);
                    }
                }
                case 3 -> {
                    if (recoveries && slot != null && slot.active == 0) {
                        postgres.wal().slot = null;
                        world.say("slot dropped", 0, 0);
                    }
                }
                case 4 -> {
                    if (recoveries && slot != null && slot.active == 0) {
                        slot.confirmed = postgres.wal().flushedLsn();
                        world.say("slot moved by hand", slot.confirmed, 0);
                    } else if (recoveries && world.dice.oneIn(3)) {
                        kafka.forget();
                    }
                }
                case 5, 6 -> postgres.loosen();
                case 7 -> {
                    if (slot != null) {
                        slot.saved = slot.confirmed;
                    }
                }
                default -> postgres.flush();
            }
        }
    }
}
