package io.dualstream.outbox.benchmarks.drain;

/**
 * The figures of one drain of the backlog by one process.
 *
 * @param startSeconds time from the start of the process to its first record in Kafka
 * @param coldPerSecond events per second from the first record appended to the last record seen by a consumer, in a fresh JVM
 * @param steadyPerSecond events per second for the last two thirds
 * @param cpuMicros CPU time of the process per event, between the first record and the last
 * @param peakResidentBytes of the process, including its start; -1 if unknown
 * @param delivered committed events found in the topics afterwards
 */
record DrainResult(
        double startSeconds,
        double coldPerSecond,
        double steadyPerSecond,
        double cpuMicros,
        long peakResidentBytes,
        long delivered) {}
