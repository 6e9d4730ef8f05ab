package io.dualstream.outbox.relay.internal.cursor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dualstream.outbox.relay.config.RelaySettings;
import io.dualstream.outbox.relay.config.RelaySettingsBuilder;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LetterMarkTest {

    @Test
    void survivesTheStateTopic() {
        LetterMark mark = new LetterMark(List.of(
                new LetterMark.Letter(1, UUID.randomUUID()), new LetterMark.Letter(Long.MAX_VALUE, UUID.randomUUID())));

        assertThat(LetterMark.decode(mark.encode())).isEqualTo(mark);
        assertThat(LetterMark.decode(new LetterMark(List.of()).encode()).letters())
                .isEmpty();
        assertThatThrownBy(() -> LetterMark.decode(new byte[] {1, 2})).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> LetterMark.decode(new byte[] {9})).isInstanceOf(IllegalArgumentException.class);
    }

    /** All events of one Kafka transaction may become dead letters; Kafka takes a megabyte in a record unless told otherwise. */
    @Test
    void namesTheLettersOfTheLargestTransactionInOneRecord() {
        int most = 40_000;
        RelaySettingsBuilder settings = RelaySettings.builder()
                .postgres("jdbc:postgresql://localhost/shop", "relay", "secret")
                .kafka("localhost:9092");
        List<LetterMark.Letter> letters = LongStream.rangeClosed(1, most)
                .mapToObj(number -> new LetterMark.Letter(number, UUID.randomUUID()))
                .toList();

        assertThat(new LetterMark(letters).encode()).hasSizeLessThan(1_000_000);
        assertThat(settings.maxTransactionRows(most).build().kafka().maxTransactionRows())
                .isEqualTo(most);
        assertThatThrownBy(() -> settings.maxTransactionRows(most + 1).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most 40000");
    }
}
