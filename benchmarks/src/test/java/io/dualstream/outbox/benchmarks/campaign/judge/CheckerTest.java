package io.dualstream.outbox.benchmarks.campaign.judge;

import static org.assertj.core.api.Assertions.assertThat;

import io.dualstream.outbox.benchmarks.campaign.writers.Intent;
import io.dualstream.outbox.benchmarks.campaign.writers.Truth;
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
    private final Excuse excuse = new Excuse();
    private final List<Sighting> sightings = new ArrayList<>();

    @BeforeEach
    void seeEverythingOnce() {
        IntStream.rangeClosed(1, 10).forEach(order -> {
            Intent intent = new Intent(UUID.randomUUID(), "order", "7", order);
            truth.add(intent, true, order, order);
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
        assertThat(verdict())
                .matches(v -> v.count(Wrong.LOST) == 1 && v.violations().size() == 1, "one lost");
    }

    @Test
    void findsDuplicates() {
        sightings.add(sightings.get(2));
        assertThat(verdict())
                .matches(v -> v.count(Wrong.DUPLICATE) == 1 && v.violations().size() == 1, "one duplicate");
    }

    @Test
    void findsDisorder() {
        Collections.swap(sightings, 3, 4);
        assertThat(verdict())
                .matches(v -> v.count(Wrong.DISORDERED) == 1 && v.violations().size() == 1, "one out of order");
    }

    @Test
    void findsLeaks() {
        Intent rolledBack = new Intent(UUID.randomUUID(), "order", "7", 11);
        truth.add(rolledBack, false, 11, 11);
        Stream.of(rolledBack.id(), UUID.randomUUID())
                .forEach(id -> sightings.add(new Sighting(id, "7", rolledBack.payload(), "here")));
        assertThat(verdict()).matches(v -> v.count(Wrong.LEAKED) == 2, "two leaked");
    }

    @Test
    void findsAlteredPayloads() {
        Sighting first = sightings.get(0);
        sightings.set(0, new Sighting(first.id(), first.aggregateId(), "{}", "here"));
        assertThat(verdict()).matches(v -> v.count(Wrong.ALTERED) == 1, "one altered");
    }

    @Test
    void excusesOnlyWhatWasDeleted() {
        excuse.deleted("order", 5);
        sightings.subList(2, 6).clear();
        assertThat(verdict()).matches(v -> v.excused() == 2 && v.count(Wrong.LOST) == 2, "two excused, two lost");
    }

    private Verdict verdict() {
        Checker checker = new Checker("test", truth, excuse, false);
        sightings.forEach(checker);
        return checker.verdict();
    }
}
