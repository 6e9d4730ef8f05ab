package io.dualstream.outbox.benchmarks.control;

import java.nio.file.Path;

/**
 * The addresses that a control reads from and writes to.
 *
 * @param slot replication slot, which exists
 * @param publication defines the content of the slot's stream
 * @param topicPrefix topics are named prefix + aggregate type; the topics exist
 * @param events number of events in the backlog; only controls that stop by themselves need it
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
