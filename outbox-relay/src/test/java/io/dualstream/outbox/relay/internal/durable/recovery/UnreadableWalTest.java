package io.dualstream.outbox.relay.internal.durable.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.dualstream.outbox.relay.internal.cursor.DurableCursor;
import io.dualstream.outbox.relay.internal.cursor.Horizon;
import io.dualstream.outbox.relay.internal.cursor.Timeline;
import io.dualstream.outbox.relay.internal.wal.WalStreamException;
import java.io.IOException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnreadableWalTest {

    private static final DurableCursor HERE =
            DurableCursor.start(new Timeline(7, 1)).finishedTo(0x1A0);

    private final UnreadableWal unreadable = new UnreadableWal("the_slot");

    @Test
    void givesUpWhatThreeStreamsInARowDoNotFitIntoTheHeap() {
        endsAt(HERE, heap());
        endsAt(HERE, heap());
        assertThat(unreadable.verdict(HERE)).isNull();

        endsAt(HERE, new IllegalStateException("The engine has failed", heap()));

        assertThat(unreadable.verdict(HERE))
                .contains("the WAL after 0/1A0 cannot be read: 3 streams in a row ended there")
                .contains("the last with java.lang.OutOfMemoryError: Java heap space")
                .contains("slot 'the_slot' is given up")
                .contains("revoke execute on function pg_logical_emit_message(...) from public");
    }

    @Test
    void aStreamThatBringsSomethingBeforeItEndsIsTheFirstOfAnotherPlace() {
        DurableCursor twoEventsOn = new DurableCursor(HERE.timeline(), HERE.commitLsn(), 0, 9, 2, Horizon.NONE);
        endsAt(HERE, heap());
        endsAt(HERE, heap());
        endsAt(twoEventsOn, heap());
        endsAt(twoEventsOn, heap());
        assertThat(unreadable.verdict(twoEventsOn)).isNull();

        endsAt(twoEventsOn, heap());

        assertThat(unreadable.verdict(twoEventsOn)).isNotNull();
        assertThat(unreadable.verdict(HERE)).isNull();
        assertThat(unreadable.verdict(HERE.finishedTo(0x1B0)))
                .as("after the recovery")
                .isNull();
    }

    @Test
    void aMarkThatWasProvenMeanwhileIsNoProgress() {
        endsAt(HERE, heap());
        endsAt(HERE.withHorizon(new Horizon(5, 1_000, 1)), heap());
        endsAt(HERE.withHorizon(new Horizon(6, 2_000, 2)), heap());

        assertThat(unreadable.verdict(HERE)).isNotNull();
    }

    @Test
    void anOutageInBetweenNeitherCountsNorClears() {
        endsAt(HERE, heap());
        endsAt(HERE, heap());
        for (int failure = 0; failure < 10; failure++) {
            endsAt(HERE, new IOException("Connection reset"));
        }
        assertThat(unreadable.verdict(HERE)).isNull();

        endsAt(HERE, heap());

        assertThat(unreadable.verdict(HERE)).isNotNull();
    }

    /** A limit, an internal error, a full disk, memory, a WAL file that is missing. */
    @ParameterizedTest
    @ValueSource(strings = {"54000", "XX000", "53100", "53200", "58P01"})
    void whatTheServerCannotDecodeCounts(String state) {
        for (int stream = 0; stream < UnreadableWal.STREAMS; stream++) {
            endsAt(HERE, new IllegalStateException("The engine has failed", new SQLException("no", state)));
        }

        assertThat(unreadable.verdict(HERE)).contains("the last with no");
    }

    /** A cut link, a shutdown, a slot in use, too many connections, a missing right, a publication. */
    @ParameterizedTest
    @ValueSource(strings = {"08006", "57P01", "55006", "53300", "42501", "42704"})
    void whatMayPassDoesNotCount(String state) {
        for (int stream = 0; stream < 100; stream++) {
            endsAt(HERE, new IllegalStateException("The engine has failed", new SQLException("no", state)));
        }

        assertThat(unreadable.verdict(HERE)).isNull();
    }

    @Test
    void anErrorOfTheServerWhilePublishingSaysNothingOfTheWal() {
        for (int stream = 0; stream < 100; stream++) {
            unreadable.ended(HERE, new WalStreamException(new SQLException("no", "XX000"), false));
        }

        assertThat(unreadable.verdict(HERE)).isNull();
    }

    private void endsAt(DurableCursor cursor, Throwable cause) {
        unreadable.ended(cursor, new WalStreamException(cause, true));
    }

    private static OutOfMemoryError heap() {
        return new OutOfMemoryError("Java heap space");
    }
}
