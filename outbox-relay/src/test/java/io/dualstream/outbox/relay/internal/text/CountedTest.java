package io.dualstream.outbox.relay.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CountedTest {

    @Test
    void oneIsOne() {
        assertThat(Counted.of(0, "event")).isEqualTo("0 events");
        assertThat(Counted.of(1, "event")).isEqualTo("1 event");
        assertThat(Counted.of(1_234_567, "event")).isEqualTo("1,234,567 events");
        assertThat(Counted.of(1, "more waits", "more wait")).isEqualTo("1 more waits");
        assertThat(Counted.of(2, "more waits", "more wait")).isEqualTo("2 more wait");
    }
}
