package io.dualstream.outbox.benchmarks.control;

import java.nio.file.Path;

/**
 * Where a control reads and writes.
 *
 * @param slot replication slot, which exists
 * @param publication what the slot's stream shows
 * @param topicPrefix topics are prefix + aggregate type; they exist
 * @param events how many events the backlog holds; only controls that stop by themselves need it
 * @param directory for files of the control's own
 */
public record ControlSettings(
        String jdbcUrl,
        String username,
        String password,
        String slot,
        String publication,
        String bootstrapServers,
        String topicPrefix,
        int events,
        Path directory) {}
