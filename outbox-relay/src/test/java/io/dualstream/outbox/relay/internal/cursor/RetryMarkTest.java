package io.dualstream.outbox.relay.internal.cursor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RetryMarkTest {

    @Test
    void survivesTheStateTopic() {
        RetryMark mark = new RetryMark(List.of(
                new RetryMark.Letter(1, UUID.randomUUID()), new RetryMark.Letter(Long.MAX_VALUE, UUID.randomUUID())));

        assertThat(RetryMark.decode(mark.encode())).isEqualTo(mark);
        assertThat(RetryMark.decode(new RetryMark(List.of()).encode()).letters())
                .isEmpty();
        assertThatThrownBy(() -> RetryMark.decode(new byte[] {1, 2})).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RetryMark.decode(new byte[] {9})).isInstanceOf(IllegalArgumentException.class);
    }
}
