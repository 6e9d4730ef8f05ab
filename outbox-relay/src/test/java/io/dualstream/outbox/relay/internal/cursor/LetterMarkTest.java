package io.dualstream.outbox.relay.internal.cursor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.UUID;
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
}
