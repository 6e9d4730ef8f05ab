package io.dualstream.outbox.example.orders.demo.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TallyTest {

    private final Tally tally = new Tally();

    @Test
    void knowsNoPercentileBeforeTheFirstArrival() {
        assertThat(tally.view().p50()).isNull();
        assertThat(tally.view().p99()).isNull();
    }

    @Test
    void takesPercentilesOfTheLatestThousand() {
        for (int ms = 1; ms <= 1_500; ms++) {
            tally.measured(ms * 1_000_000L, 0);
        }

        Tally.View view = tally.view();
        assertThat(view.p50()).isEqualTo(1_000.0);
        assertThat(view.p99()).isEqualTo(1_490.0);
    }

    @Test
    void forgetsWhatWasMeasuredMoreThanHalfAMinuteBeforeTheNewest() {
        tally.measured(900_000_000, 0);
        tally.measured(2_000_000, Duration.ofSeconds(31).toNanos());

        assertThat(tally.view().p99()).isEqualTo(2.0);
    }

    @Test
    void handsOutFreshLatenciesOnceAndFewOfThem() {
        for (int i = 0; i < 100; i++) {
            tally.measured(2_000_000, 0);
        }

        assertThat(tally.view().fresh()).hasSizeBetween(1, 50).containsOnly(2.0);
        assertThat(tally.view().fresh()).isEmpty();
    }
}
