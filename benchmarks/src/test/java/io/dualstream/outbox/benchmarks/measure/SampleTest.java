package io.dualstream.outbox.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SampleTest {

    @Test
    void percentileIsTheNearestRank() {
        Sample hundred = Sample.of(
                IntStream.rangeClosed(1, 100).mapToDouble(i -> 101 - i).toArray());
        assertThat(hundred.percentile(0.5)).isEqualTo(50);
        assertThat(hundred.percentile(0.99)).isEqualTo(99);
        assertThat(hundred.percentile(1)).isEqualTo(100);
        assertThat(hundred.percentile(0)).isEqualTo(1);
        assertThat(Sample.of(7).percentile(0.99)).isEqualTo(7);
    }

    @Test
    void medianOfAnEvenNumberIsTheMeanOfTheMiddleTwo() {
        assertThat(Sample.of(4, 1, 3, 2).median()).isEqualTo(2.5);
        assertThat(Sample.of(9, 1, 3).median()).isEqualTo(3);
    }

    @Test
    void describesTheRangeOfSeveralValuesOnly() {
        assertThat(Sample.of(12.34).describe("%.1f")).isEqualTo("12.3");
        assertThat(Sample.of(12, 10, 11).describe("%.0f")).isEqualTo("11 (10-12)");
    }

    @Test
    void refusesToSayAnythingAboutNothing() {
        assertThatThrownBy(Sample::of).hasMessageContaining("at least one value");
    }
}
