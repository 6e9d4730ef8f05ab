package io.dualstream.outbox.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Random histories of Redis, relays, servers and clients: every client hears of each event once, or is told to reload. */
class LiveHistoryTest {

    private static final int HISTORIES = Integer.getInteger("histories", 4_000);
    private static final long SEED = Long.getLong("seed", System.nanoTime());

    @Test
    void everyClientHearsOfEachEventOnceOrIsToldToReload() {
        long heard = 0;
        long resets = 0;
        for (long seed = SEED; seed < SEED + HISTORIES; seed++) {
            LiveWorld world = new LiveWorld(seed, true);
            world.play(200);
            heard += world.heard();
            resets += world.resets();
        }
        assertThat(heard).as("events heard in all").isGreaterThan(HISTORIES * 10L);
        assertThat(resets).as("resets in all").isGreaterThan(HISTORIES * 2L);
    }

    /** The judge must be able to fail. */
    @Test
    void clientsThatDoNotReloadWhenToldToMissEvents() {
        assertThatThrownBy(() -> {
                    for (long seed = SEED; seed < SEED + 100; seed++) {
                        new LiveWorld(seed, false).play(200);
                    }
                })
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("missed");
    }
}
