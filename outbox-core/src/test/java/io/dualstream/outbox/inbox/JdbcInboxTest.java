package io.dualstream.outbox.inbox;

import static io.dualstream.outbox.inbox.InboxDatabase.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dualstream.outbox.NoTransactionException;
import io.dualstream.outbox.inbox.Envelope.Origin;
import io.dualstream.outbox.inbox.Inbox.HandlingException;
import io.dualstream.outbox.inbox.Inbox.Outcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class JdbcInboxTest {

    private final InboxDatabase database = new InboxDatabase();
    private final Inbox inbox = new JdbcInbox(database.dataSource);
    private final TransactionTemplate transaction =
            new TransactionTemplate(new DataSourceTransactionManager(database.dataSource));

    @Test
    void handlesAnEventOncePerConsumer() {
        Envelope event = event();

        assertThat(inbox.handle("billing", event, database::effect)).isEqualTo(Outcome.HANDLED);
        assertThat(inbox.handle("billing", event, database::effect)).isEqualTo(Outcome.DUPLICATE);
        assertThat(inbox.handle("shipping", event, database::effect)).isEqualTo(Outcome.HANDLED);

        assertThat(database.effects()).containsExactly(event.id(), event.id());
    }

    @Test
    void whatAFailedHandlerDidIsRolledBackAndTheEventIsFreeAgain() {
        Envelope event = event();

        assertThatExceptionOfType(HandlingException.class)
                .isThrownBy(() -> inbox.handle("billing", event, e -> {
                    database.effect(e);
                    throw new IOException("no paper");
                }))
                .withMessageContaining("attempt 1 of 10")
                .satisfies(e -> assertThat(e).hasRootCauseMessage("no paper"));
        assertThat(database.effects()).isEmpty();

        assertThat(inbox.handle("billing", event, database::effect)).isEqualTo(Outcome.HANDLED);
        assertThat(database.effects()).containsExactly(event.id());
        assertThat(database.failures("handled")).isOne();
    }

    @Test
    void handlesABatchInOneTransactionWithoutItsDuplicates() {
        Envelope before = event();
        Envelope one = event();
        Envelope two = event();
        inbox.handle("billing", before, database::effect);
        List<List<Envelope>> calls = new ArrayList<>();

        List<Outcome> outcomes = inbox.handleAll("billing", List.of(two, before, one, two), events -> {
            calls.add(events);
            events.forEach(database::effect);
        });

        assertThat(outcomes).containsExactly(Outcome.HANDLED, Outcome.DUPLICATE, Outcome.HANDLED, Outcome.DUPLICATE);
        assertThat(calls).containsExactly(List.of(two, one));
        assertThat(database.effects()).containsExactlyInAnyOrder(before.id(), one.id(), two.id());
    }

    @Test
    void aBatchOfDuplicatesCallsNobody() {
        Envelope event = event();
        inbox.handle("billing", event, database::effect);

        assertThat(inbox.handleAll("billing", List.of(event, event), events -> {
                    throw new AssertionError("called");
                }))
                .containsOnly(Outcome.DUPLICATE);
    }

    @Test
    void claimsInTheTransactionOfTheCaller() {
        Envelope event = event();

        transaction.executeWithoutResult(status -> {
            assertThat(inbox.claim("billing", event.id())).isTrue();
            assertThat(inbox.claim("billing", event.id())).isFalse();
            status.setRollbackOnly();
        });
        transaction.executeWithoutResult(status -> assertThat(inbox.claimAll("billing", List.of(event.id(), "other")))
                .isEqualTo(Set.of(event.id(), "other")));
    }

    @Test
    void refusesToClaimOutsideOfATransactionOrInThatOfAnother() {
        var other = new TransactionTemplate(new DataSourceTransactionManager(new InboxDatabase().dataSource));

        assertThatThrownBy(() -> inbox.claim("billing", "1"))
                .isInstanceOf(NoTransactionException.class)
                .hasMessageContaining("@Transactional");
        other.executeWithoutResult(status -> assertThatThrownBy(() -> inbox.claim("billing", "1"))
                .isInstanceOf(NoTransactionException.class)
                .hasMessageContaining("DataSource"));
    }

    @Test
    void refusesToHandleInsideOfATransaction() {
        transaction.executeWithoutResult(
                status -> assertThatThrownBy(() -> inbox.handle("billing", event(), database::effect))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("use claim"));
        assertThat(database.effects()).isEmpty();
    }

    @Test
    void aDatabaseThatIsAwayCountsAsNoAttempt() {
        Envelope event = event();
        database.jdbc.execute("alter function inbox.claim(text, text[]) rename to away");
        assertThatThrownBy(() -> inbox.handle("billing", event, database::effect))
                .isNotInstanceOf(HandlingException.class);
        database.jdbc.execute("alter function inbox.away rename to claim");

        assertThat(database.jdbc.queryForList("select * from inbox.failure")).isEmpty();
    }

    @Test
    void knowsAnIdThatIsNoUuidTogetherWithItsSource() {
        Envelope ours = from("/ours");
        Envelope theirs = from("/theirs");

        assertThat(inbox.handleAll("billing", List.of(ours, theirs), events -> {}))
                .containsExactly(Outcome.HANDLED, Outcome.HANDLED);
        assertThat(ours.inboxId()).isEqualTo("/ours 1");
    }

    @Test
    void forgetsWhatIsOlderThanTheRetention() {
        Envelope old = event();
        Envelope recent = event();
        inbox.handleAll("billing", List.of(old, recent), events -> {});
        database.jdbc.update(
                "update inbox.received set received_at = now() - interval '8 days' where event_id = ?", old.id());

        assertThat(inbox.forget()).isOne();

        assertThat(inbox.handle("billing", old, database::effect)).isEqualTo(Outcome.HANDLED);
        assertThat(inbox.handle("billing", recent, database::effect)).isEqualTo(Outcome.DUPLICATE);
    }

    private static Envelope from(String source) {
        return new Envelope(Map.of("id", "1", "source", source), Map.of(), null, new byte[0], new Origin("t", 0, 1));
    }
}
