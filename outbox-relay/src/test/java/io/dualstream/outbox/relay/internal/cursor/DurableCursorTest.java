package io.dualstream.outbox.relay.internal.cursor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DurableCursorTest {

    private static final DurableCursor CURSOR = new DurableCursor(
            new Timeline(-5_123_456_789L, 3),
            0x16_B374_D848L,
            4_294_967_295L,
            3,
            100_000,
            new Horizon(5_000_000_000L, 1_795_000_000_000L, -7));

    @Test
    void survivesItsEncoding() {
        assertThat(DurableCursor.decode(CURSOR.encode())).isEqualTo(CURSOR);
    }

    @Test
    void isOfConstantSize() {
        assertThat(CURSOR.encode()).hasSize(DurableCursor.BYTES);
        assertThat(DurableCursor.start(new Timeline(1, 1)).encode()).hasSize(DurableCursor.BYTES);
    }

    @Test
    void refusesWhatItDidNotWrite() {
        byte[] good = CURSOR.encode();
        byte[] otherVersion = good.clone();
        otherVersion[0] = 9;
        for (byte[] bad : new byte[][] {{}, {1}, Arrays.copyOf(good, 40), Arrays.copyOf(good, 80), otherVersion}) {
            assertThatThrownBy(() -> DurableCursor.decode(bad))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(bad.length + " bytes");
        }
    }

    @Test
    void recoveryMarkSurvivesItsEncoding() {
        RecoveryMark mark = new RecoveryMark(CURSOR.horizon());
        assertThat(RecoveryMark.decode(mark.encode())).isEqualTo(mark);
        assertThatThrownBy(() -> RecoveryMark.decode(new byte[3])).hasMessageContaining("3 bytes");
    }

    @Test
    void lsnReadsAsPostgresWritesIt() {
        assertThat(Lsn.format(0x16_B374_D848L)).isEqualTo("16/B374D848");
        assertThat(Lsn.parse("16/B374D848")).isEqualTo(0x16_B374_D848L);
        assertThat(Lsn.parse(Lsn.format(-1))).isEqualTo(-1);
        for (String bad : new String[] {"", "16", "16/", "/1", "x/1", "-1/1", "100000000/0"}) {
            assertThatThrownBy(() -> Lsn.parse(bad)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
