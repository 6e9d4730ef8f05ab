package io.dualstream.outbox.relay.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A checker that never complains proves nothing. */
class CheckerTest {

    private final Truth truth = new Truth();
    private final List<Sighting> sightings = new ArrayList<>();

    @BeforeEach
    void seeEverythingOnce() {
        IntStream.rangeClosed(1, 10).forEach(order -> {
            Intent intent = new Intent(UUID.randomUUID(), "order", "7", order);
            truth.add(intent, true);
            sightings.add(new Sighting(intent.id(), intent.aggregateId(), intent.payload(), "here"));
        });
    }

    @Test
    void findsNothingWhereNothingIsWrong() {
        assertThat(verdict()).matches(Verdict::isClean);
    }

    @Test
    void findsWhatIsLost() {
        sightings.remove(4);
        assertThat(verdict()).matches(v -> v.lost() == 1 && v.disordered() == 0, "one lost");
    }

    @Test
    void findsDuplicates() {
        sightings.add(sightings.get(2));
        assertThat(verdict()).matches(v -> v.duplicates() == 1 && v.disordered() == 0, "one duplicate");
    }

    @Test
    void findsDisorder() {
        Collections.swap(sightings, 3, 4);
        assertThat(verdict()).matches(v -> v.disordered() == 1 && v.lost() == 0, "one out of order");
    }

    @Test
    void findsLeaks() {
        Intent rolledBack = new Intent(UUID.randomUUID(), "order", "7", 11);
        truth.add(rolledBack, false);
        Stream.of(rolledBack.id(), UUID.randomUUID())
                .forEach(id -> sightings.add(new Sighting(id, "7", rolledBack.payload(), "here")));
        assertThat(verdict()).matches(v -> v.leaked() == 2, "two leaked");
    }

    @Test
    void findsAlteredPayloads() {
        Sighting first = sightings.get(0);
        sightings.set(0, new Sighting(first.id(), first.aggregateId(), "{}", "here"));
        assertThat(verdict()).matches(v -> v.altered() == 1, "one altered");
    }

    private Verdict verdict() {
        return Checker.check("test", truth, sightings);
    }
}
