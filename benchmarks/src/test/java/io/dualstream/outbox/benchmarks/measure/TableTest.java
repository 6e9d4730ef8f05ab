package io.dualstream.outbox.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TableTest {

    @Test
    void isAlignedMarkdown() {
        Table table = new Table("system", "k/s");
        table.row("ours", "35.1");
        table.row("a longer name", "9.0");
        assertThat(table).hasToString("""
                        | system        |  k/s |
                        | ------------- | ---: |
                        | ours          | 35.1 |
                        | a longer name |  9.0 |
                        """);
    }

    @Test
    void refusesARowOfAnotherWidth() {
        Table table = new Table("system", "k/s");
        assertThatThrownBy(() -> table.row("ours")).hasMessageContaining("a row of 1 cells");
    }
}
