package io.dualstream.outbox.benchmarks.load;

import static io.dualstream.outbox.benchmarks.load.Sink.KAFKA;
import static io.dualstream.outbox.benchmarks.load.Sink.REDIS;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FlightsTest {

    private final Flights flights = new Flights(3, 2);

    @Test
    void timesEachSinkOnItsOwn() {
        flights.committed(0, 900_000, 1_000_000);
        flights.committed(1, 1_500_000, 2_000_000);
        flights.arrived(KAFKA, flights.id(0), 4_000_000);
        flights.arrived(KAFKA, flights.id(1), 4_500_000);
        flights.arrived(REDIS, flights.id(0), 1_250_000);
        assertThat(flights.millis(KAFKA)).containsExactly(3, 2.5);
        assertThat(flights.allArrived(KAFKA)).isTrue();
        assertThat(flights.allArrived(REDIS)).isFalse();
        assertThat(flights.writerMillis()).containsExactly(0.1, 0.5);
    }

    @Test
    void firstArrivalCounts() {
        flights.arrived(KAFKA, flights.id(0), 5_000_000);
        flights.arrived(KAFKA, flights.id(0), 9_000_000);
        assertThat(flights.millis(KAFKA)[0]).isEqualTo(5);
    }

    @Test
    void passesOverEventsOfOtherRounds() {
        flights.arrived(KAFKA, new Flights(2, 2).id(0), 5_000_000);
        assertThat(flights.allArrived(KAFKA)).isFalse();
    }
}
