package io.dualstream.outbox.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GcLogTest {

    @Test
    void findsThePeaksBeforeAndAfterCollections() {
        GcLog log = new GcLog("""
                [0.012s][info][gc] Using G1
                [0.800s][info][gc] GC(0) Pause Young (Normal) (G1 Evacuation Pause) 23M->5M(256M) 3.012ms
                [1.900s][info][gc] GC(1) Pause Young (Normal) (G1 Evacuation Pause) 153M->21M(256M) 4.120ms
                [2.400s][info][gc] GC(2) Pause Young (Normal) (G1 Evacuation Pause) 98M->34M(256M) 2.001ms
                """);
        assertThat(log.peakUsed()).isEqualTo(153);
        assertThat(log.peakLive()).isEqualTo(34);
    }
}
