package io.dualstream.outbox.benchmarks.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** On messages as PostgreSQL 18 sent them for {@code insert into t values (7, 'Zoë', null)}. */
class PgOutputDecoderTest {

    private static final String BEGIN = "42" + "000000000194b9c0" + "0002e4a1b2c3d4e5" + "000002f1";
    private static final String RELATION = "52" + "00004005" + "7075626c696300" + "7400" + "64" + "0003"
            + "00" + "696400" + "00000017" + "ffffffff"
            + "00" + "6e616d6500" + "00000019" + "ffffffff"
            + "00" + "6e6f746500" + "00000019" + "ffffffff";
    private static final String INSERT =
            "49" + "00004005" + "4e" + "0003" + "74" + "00000001" + "37" + "74" + "00000004" + "5a6fc3ab" + "6e";
    private static final String COMMIT = "43" + "00" + "000000000194b9c0" + "000000000194b9f0" + "0002e4a1b2c3d4e5";

    private final List<String> seen = new ArrayList<>();
    private final PgOutputDecoder decoder = new PgOutputDecoder(new PgOutputDecoder.Sink() {
        @Override
        public void inserted(InsertedRow row) {
            seen.add(row.text("id") + " " + row.text("name") + " " + (row.bytes("note") == null));
        }

        @Override
        public void committed(long endLsn) {
            seen.add("commit " + Long.toHexString(endLsn));
        }
    });

    @Test
    void handsOutRowsAndCommits() {
        decode(BEGIN, RELATION, INSERT, COMMIT);
        assertThat(seen).containsExactly("7 Zoë true", "commit 194b9f0");
    }

    @Test
    void skipsWhatAnInsertOnlyPublicationDoesNotNeed() {
        decode("4f" + "0000000000000001" + "6f00", "4d00" + "0000000000000001" + "6100" + "00000000");
        assertThat(seen).isEmpty();
    }

    @Test
    void saysWhichColumnsThereAreWhenOneIsMissing() {
        PgOutputDecoder asking = new PgOutputDecoder(new PgOutputDecoder.Sink() {
            @Override
            public void inserted(InsertedRow row) {
                row.bytes("payload");
            }

            @Override
            public void committed(long endLsn) {}
        });
        asking.decode(message(RELATION));
        assertThatThrownBy(() -> asking.decode(message(INSERT))).hasMessageContaining("no column payload, there are");
    }

    @Test
    void refusesARowOfARelationItDoesNotKnow() {
        assertThatThrownBy(() -> decode(INSERT)).hasMessageContaining("has not described");
    }

    private void decode(String... messages) {
        for (String message : messages) {
            decoder.decode(message(message));
        }
    }

    private static ByteBuffer message(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
    }
}
