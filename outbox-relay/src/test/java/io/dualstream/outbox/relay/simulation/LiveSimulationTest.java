package io.dualstream.outbox.relay.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The live path through random histories; {@link Budget} says how many and which. */
class LiveSimulationTest {

    @Test
    void redisHoldsEachCommittedEventOnceAnEpochAndInOrder() {
        Histories.Outcome outcome = Histories.play(Budget.ofThisBuild(), (seed, log) -> play(seed, Mutation.NONE, log));
        System.out.println("Live path: " + outcome);
        assertThat(outcome.fault()).as(outcome.toString()).isNull();
    }

    @ParameterizedTest
    @EnumSource(names = {"GREATER_THAN_THE_LAST", "SNAPSHOT_KEPT_ACROSS_A_CRASH", "POSITION_NOT_COMPARED"})
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
        private final ModelPostgres postgres;
        private final ModelRedis redis;
        private final Duration maxCatchUp;
        private final List<SimulatedLivePath> relays = new ArrayList<>();

        private History(World world) {
            this.world = world;
            this.postgres = new ModelPostgres(world, new ModelPostgres.Traits(true, false, false));
            this.redis = new ModelRedis(world, postgres.events());
            this.maxCatchUp = world.dice.oneIn(4) ? Duration.ofMinutes(3) : Duration.ofDays(1);
            world.add(postgres::write, 12);
            world.add(this::relay, 8);
            world.add(redis::act, 1);
            world.add(this::disaster, 1);
        }

        private void play() {
            for (int steps = 20 + world.dice.below(41); steps > 0; steps--) {
                world.turn();
            }
            world.calm(true);
            postgres.endAll();
            postgres.flush();
            SimulatedLivePath last =
                    relays.isEmpty() || world.dice.oneIn(2) ? another() : relays.get(relays.size() - 1);
            relays.stream().filter(relay -> relay != last).forEach(SimulatedLivePath::kill);
            finish(last.isDead() ? another() : last);
            long skippable = relays.stream()
                    .mapToLong(SimulatedLivePath::skippedUntil)
                    .max()
                    .orElse(0);
            LiveJudge.onceAnEpochInOrder(postgres.events(), redis.stream(), skippable);
        }

        private void finish(SimulatedLivePath last) {
            int steps = 0;
            // a poll that ends a page says nothing of what came meanwhile
            for (int quiet = 0; quiet < 3; quiet = last.step() == 0 && last.isAtRest() ? quiet + 1 : 0) {
                world.rest(1_000);
                if (++steps > 300) {
                    throw new Fault("no progress");
                }
            }
        }

        private void relay() {
            List<SimulatedLivePath> alive =
                    relays.stream().filter(relay -> !relay.isDead()).toList();
            if (alive.isEmpty() || (alive.size() < 3 && world.dice.oneIn(16))) {
                another().run();
            } else {
                alive.get(world.dice.below(alive.size())).run();
            }
        }

        private SimulatedLivePath another() {
            SimulatedLivePath relay = new SimulatedLivePath(world, postgres, redis, relays.size() + 1, maxCatchUp);
            relays.add(relay);
            return relay;
        }

        private void disaster() {
            switch (world.dice.below(6)) {
                case 0, 1 -> postgres.crash();
                case 2 -> {
                    if (world.dice.oneIn(3)) {
                        postgres.failOver();
                    }
                }
                default -> postgres.flush();
            }
        }
    }
}
