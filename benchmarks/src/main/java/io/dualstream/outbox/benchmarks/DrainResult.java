package io.dualstream.outbox.benchmarks;

/**
 * How one process drained the backlog once.
 *
 * @param startSeconds process start to its first record in Kafka
 * @param coldPerSecond events per second from the first record appended to the last one seen by a consumer, in a fresh JVM
 * @param steadyPerSecond the same for the last two thirds
 * @param cpuMicros CPU time of the process between the first record and the last, per event
 * @param peakResidentBytes of the process, its start included; -1 if unknown
 * @param delivered events found in the topics afterwards, committed
 */
record DrainResult(
        double startSeconds,
        double coldPerSecond,
        double steadyPerSecond,
        double cpuMicros,
        long peakResidentBytes,
        long delivered) {}
