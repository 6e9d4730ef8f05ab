package io.dualstream.outbox.relay.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.dualstream.outbox.relay.config.RelaySettings.Delivery;
import io.dualstream.outbox.relay.status.DeadLetters;
import io.dualstream.outbox.relay.status.DeadLetters.BlockScope;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The durable path through random histories; {@link Budget} says how many and which. */
class DurableSimulationTest {

    @Test
    void eachCommittedEventIsInKafkaOnceAndInOrderOrADeadLetter() {
        Histories.Outcome outcome = Histories.play(Budget.ofThisBuild(), (seed, log) -> play(seed, Mutation.NONE, log));
        System.out.println("Durable path: " + outcome);
        assertThat(outcome.fault()).as(outcome.toString()).isNull();
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
                "STREAM_OF_ANOTHER_SERVER",
                "MARK_BELIEVED_IN_ANY_HISTORY",
                "SLOT_BELIEVED_WHEREVER_IT_STANDS",
                "MARK_DATED_WHEN_TAKEN",
                "STARTS_ASKED_FOR_AS_COMMITTED",
                "LETTER_ACTS_BEFORE_IT_IS_MET",
                "HALT_WITHOUT_WHAT_COMES_BEFORE",
                "HALTING_LETTER_BLOCKS_NO_KEY",
                "PUBLISHED_IS_COMPARED_BY_ID_ALONE",
                "CANDIDATES_READ_BEFORE_THE_SLOT",
                "CURSOR_WRITTEN_BEFORE_ITS_EVENTS",
                "PUBLICATION_BELIEVED_THE_SAME",
                "PUBLICATION_SEEN_ONCE_CHANGED",
                "PUBLICATION_NOT_ASKED_FOR_WHERE_DESCRIBED_ANEW",
                "UNREADABLE_WAL_READ_AGAIN_AND_AGAIN"
            })
    void theJudgeFindsEachMistakePutIn(Mutation mutation) {
        Histories.Outcome outcome = Histories.play(Budget.untilFound(), (seed, log) -> play(seed, mutation, log));
        assertThat(outcome.fault()).as(mutation + ", " + outcome).isNotNull();
        System.out.println(mutation + " found in history " + outcome.played());
    }

    private static void play(long seed, Mutation mutation, @Nullable StringBuilder log) {
        new History(new World(seed, mutation, log)).play();
    }

    private static final class History {
        private final World world;
        /** Without locks on keys, commit order is kept by the WAL alone; a recovery publishes in seq order. */
        private final boolean recoveries;

        private final Delivery delivery;
        private final ModelPostgres postgres;
        private final ModelKafka kafka;
        private final ModelOperator operator;
        private final List<DeadLetters.Policy> policies;
        private final List<SimulatedDurablePath> relays = new ArrayList<>();

        private History(World world) {
            this.world = world;
            this.recoveries = !world.dice.oneIn(4);
            // without fencing a predecessor may put an older cursor in the place of a newer one: that is a recovery,
            // too
            this.delivery = recoveries && world.dice.oneIn(4) ? Delivery.AT_LEAST_ONCE : Delivery.EXACTLY_ONCE;
            boolean plain = delivery == Delivery.AT_LEAST_ONCE;
            // a record that Kafka took beside one that it refused is there, without transactions: no order is promised
            // then
            boolean refusals = !plain && world.dice.oneIn(world.isQuiet() ? 4 : 2);
            boolean sameIds = world.dice.oneIn(4);
            this.postgres = new ModelPostgres(world, new ModelPostgres.Traits(recoveries, refusals, sameIds));
            this.kafka = new ModelKafka(world, postgres.events(), new ModelKafka.Traits(refusals, plain));
            this.operator = new ModelOperator(world, postgres);
            List<DeadLetters.Policy> all = List.of(DeadLetters.Policy.values());
            this.policies = world.dice.oneIn(3) ? all : List.of(all.get(world.dice.below(all.size())));
            if (refusals) {
                world.add(operator::act, 1);
                world.add(kafka::reconfigure, 1);
            }
            if (world.isQuiet() || world.dice.oneIn(4)) {
                world.add(postgres::batch, 1);
            }
            if (recoveries && world.dice.oneIn(2)) {
                world.add(postgres::alterPublication, 1);
            }
            if (recoveries && world.dice.oneIn(4)) {
                world.add(postgres::writeMessage, 1);
            }
            world.add(postgres::write, 14);
            world.add(this::relay, 8);
            world.add(postgres::heartbeat, 1);
            world.add(kafka::act, 1);
            world.add(this::disaster, world.isQuiet() ? 1 : 2);
        }

        private void play() {
            if (!recoveries) {
                world.calm(true);
                another().run();
                world.calm(false);
            }
            for (int steps = 10 + world.dice.below(world.isQuiet() ? 150 : 60); steps > 0; steps--) {
                world.turn();
            }
            end();
            if (delivery == Delivery.AT_LEAST_ONCE) {
                Judge.atLeastOnce(postgres.events(), kafka.committed(), postgres.letters());
            } else {
                Judge.exactlyOnceInOrder(postgres.events(), kafka.committed(), postgres.letters());
            }
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
            postgres.mendPublication();
            postgres.heartbeat();
            if (recoveries && world.dice.oneIn(3)) {
                postgres.wal().slot = null;
            }
            finish(another(), world.dice.oneIn(2));
        }

        /** {@code all}: dead letters are retried until there are none. */
        private void finish(SimulatedDurablePath last, boolean all) {
            kafka.repair(all);
            for (int steps = 0; !last.isAtEnd() || waits(all); steps++) {
                if (steps > 400) {
                    throw new Fault("no progress, dead letters "
                            + postgres.letters().rows().stream()
                                    .filter(ModelDeadLetters.Row::isOpen)
                                    .map(ModelDeadLetters.Row::toString)
                                    .toList());
                }
                if (steps % 20 == 10) {
                    if (all) {
                        operator.retryAll();
                    } else {
                        operator.release();
                    }
                }
                world.rest(1_500);
                last.run();
            }
        }

        private boolean waits(boolean all) {
            return postgres.letters().rows().stream()
                    .anyMatch(row -> row.isOpen() && (all || row.letter().blocks() == BlockScope.EVERYTHING));
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
            SimulatedDurablePath relay = new SimulatedDurablePath(
                    relays.size() + 1, world, postgres, kafka, policies.get(world.dice.below(policies.size())));
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
