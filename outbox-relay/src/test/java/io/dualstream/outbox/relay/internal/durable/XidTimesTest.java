package io.dualstream.outbox.relay.internal.durable;

import static org.assertj.core.api.Assertions.assertThat;

import io.dualstream.outbox.relay.internal.cursor.Horizon;
import org.junit.jupiter.api.Test;

class XidTimesTest {

    @Test
    void withoutAReadingNothingIsKnown() {
        assertThat(new XidTimes(Horizon.NONE).before(100)).isZero();
        assertThat(new XidTimes(new Horizon(200, 5_000, 1)).before(100)).isZero();
    }

    @Test
    void theTimeStandsStillWhileATransactionDoes() {
        XidTimes times = new XidTimes(new Horizon(100, 1_000, 1));
        times.add(2_000, 120);
        times.add(3_000, 140);

        assertThat(times.before(110)).isEqualTo(1_000);
        assertThat(times.before(139)).isEqualTo(2_000);
        assertThat(times.before(140)).isEqualTo(3_000);
    }

    @Test
    void aMarkOfAnEarlierRunIsAReading() {
        XidTimes times = new XidTimes(new Horizon(110, 1_000, 1));
        times.add(2_000, 120);

        assertThat(times.before(110)).isEqualTo(1_000);
    }

    @Test
    void isBoundedHoweverLongATransactionLastsAndNeverSaysTooLate() {
        XidTimes times = new XidTimes(new Horizon(1, 10, 1));
        for (int xid = 2; xid < 10_000; xid++) {
            times.add(10L * xid, xid);
            assertThat(times.before(1)).isEqualTo(10);
        }
        assertThat(times.before(5_000)).isGreaterThan(10).isLessThanOrEqualTo(50_000);
        assertThat(times.before(9_999)).isEqualTo(99_990);
    }
}
