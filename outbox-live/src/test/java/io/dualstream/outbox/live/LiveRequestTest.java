package io.dualstream.outbox.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LiveRequestTest {

    @ParameterizedTest
    @CsvSource({
        "order/42, order, 42, true",
        "order/42, order, 421, false",
        "order/a/b, order, a/b, true",
        "order/*, order, anything at all, true",
        "order/*, orders, 1, false",
        "order/eu-*, order, eu-1, true",
        "order/eu-*, order, us-eu-1, false",
        "order/*-1, order, a-1-1, true",
        "order/a*b*c, order, aXbXbXc, true",
        "order/a*b*c, order, acb, false",
        "order/a*a, order, a, false",
        "*/*, x, y, true",
        "o*r/1, order, 1, true",
        "order/4.2, order, 4x2, false",
    })
    void selects(String selector, String type, String id, boolean expected) {
        assertThat(LiveRequest.Selector.parse(selector).matches(type, id)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"order", "/1", "order/", "or der/1", "order/a\nb", "order/\u0000", "events:order/1"})
    void refusesWhatNoEventHas(String text) {
        assertThatThrownBy(() -> LiveRequest.Selector.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void isNotSlowedDownByManyStars() {
        String hostile = "order/" + "*a".repeat(120);

        assertThat(LiveRequest.Selector.parse(hostile).matches("order", "a".repeat(119) + "b"))
                .isFalse();
    }
}
