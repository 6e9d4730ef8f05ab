package io.dualstream.outbox.example.orders.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class OptionsTest {

    @Test
    void withoutArgumentsServesThePage() {
        assertThat(Options.parse(List.of())).isEqualTo(new Options(false, 8080));
    }

    @Test
    void understandsItsOptions() {
        assertThat(Options.parse(List.of("--smoke", "--port=9000"))).isEqualTo(new Options(true, 9000));
    }

    @Test
    void answersAnythingElseWithItsUsage() {
        assertThatThrownBy(() -> Options.parse(List.of("--prot=1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(Options.USAGE);
    }
}
