package io.dualstream.outbox.testkit.spring;

/** The addresses to which the relay of a context sends its events. */
record Sinks(String bootstrapServers, String topicPrefix, String redisUrl, String streamPrefix) {}
