package io.dualstream.outbox.relay.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The live path through random histories: {@code -Dhistories=} says how many, {@code -Dseed=} from which seed. */
class LiveSimulationTest {

    private static final long HISTORIES = Long.getLong("histories", 500_000);
    private static final long FIRST_SEED = Long.getLong("seed", 1);

    @Test
    void redisHoldsEachCommittedEventOnceAnEpochAndInOrder() {
        assertThat(Histories.firstFault(FIRST_SEED, HISTORIES, (seed, log) -> play(seed, Mutation.NONE, log)))
                .isNull();
    }

    @ParameterizedTest
    @EnumSource(names = {"GREATER_THAN_THE_LAST", "SNAPSHOT_KEPT_ACROSS_A_CRASH", "POSITION_NOT_COMPARED"})
    void theJudgeFindsEachMistakePutIn(Mutation mutation) {
        assertThat(Histories.firstFault(FIRST_SEED, 20_000, (seed, log) -> play(seed, mutation, log)))
                .isNotNull();
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
            this.postgres = new ModelPostgres(world, true);
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
