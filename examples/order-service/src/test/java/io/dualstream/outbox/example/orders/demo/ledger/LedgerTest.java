package io.dualstream.outbox.example.orders.demo.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.dualstream.outbox.example.orders.demo.ledger.Card.Kind;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LedgerTest {

    private final AtomicLong nanos = new AtomicLong(1_000_000);
    private final Ledger ledger = new Ledger(nanos::get);
    private final UUID id = UUID.randomUUID();

    @Test
    void balancesOnlyWhenBothStreamsHaveWhatCommitted() {
        commit(id);
        arrive(Stream.REDIS);

        assertThat(ledger.totals().balanced()).isFalse();

        arrive(Stream.KAFKA);

        assertThat(ledger.totals()).isEqualTo(new Totals(1, 0, 1, 1, 0, 0, 0));
        assertThat(ledger.totals().balanced()).isTrue();
    }

    @Test
    void measuresFromSendingTheCommitEvenWhenTheArrivalOvertakesItsReturn() {
        Card card = write(id);
        ledger.committing(List.of(id));
        pass(Duration.ofMillis(2));
        arrive(Stream.REDIS);
        pass(Duration.ofMillis(1));
        ledger.committed(List.of(id));

        assertThat(ledger.view(card).redisMs()).isEqualTo(2.0);
        assertThat(ledger.view(card).commitMs()).isEqualTo(3.0);
        assertThat(ledger.view(card).kafkaMs()).isNull();
        assertThat(ledger.news().redis().p50()).isEqualTo(2.0);
    }

    @Test
    void seesADuplicate() {
        commit(id);
        arrive(Stream.KAFKA);
        arrive(Stream.REDIS);
        arrive(Stream.KAFKA);

        assertThat(ledger.totals().duplicates()).isEqualTo(1);
        assertThat(ledger.totals().inKafka()).isEqualTo(1);
        assertThat(ledger.totals().balanced()).isFalse();
    }

    @Test
    void seesARolledBackEventThatLeaks() {
        write(id);
        ledger.rolledBack(List.of(id));

        assertThat(ledger.totals().balanced()).isTrue();

        arrive(Stream.KAFKA);

        assertThat(ledger.totals().leaked()).isEqualTo(1);
        assertThat(ledger.totals().balanced()).isFalse();
    }

    @Test
    void missesWhatIsOverdueUntilItArrives() {
        commit(id);
        arrive(Stream.REDIS);
        pass(Duration.ofSeconds(11));

        assertThat(ledger.totals().missing()).isEqualTo(1);

        arrive(Stream.KAFKA);

        assertThat(ledger.totals().missing()).isZero();
    }

    @Test
    void countsWhatAnotherProgramCommittedWithoutMeasuringIt() {
        arrive(Stream.REDIS);
        arrive(Stream.KAFKA);

        assertThat(ledger.totals().committed()).isEqualTo(1);
        assertThat(ledger.recent()).singleElement().satisfies(card -> {
            assertThat(card.kind()).isEqualTo(Kind.OUTSIDE);
            assertThat(card.redisMs()).isNull();
        });
        assertThat(ledger.news().redis().p50()).isNull();
    }

    @Test
    void tellsNewsOnce() {
        commit(id);

        assertThat(ledger.news().cards()).hasSize(1);
        assertThat(ledger.news().cards()).isEmpty();
        assertThat(ledger.recent()).hasSize(1);
    }

    private Card write(UUID event) {
        Card card = ledger.open(Kind.ORDER, "Ada · kite", "€ 1.00", 1);
        ledger.written(event, card);
        return card;
    }

    private void commit(UUID event) {
        write(event);
        ledger.committing(List.of(event));
        ledger.committed(List.of(event));
    }

    private void arrive(Stream stream) {
        ledger.arrived(stream, id, "events:order:1");
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
