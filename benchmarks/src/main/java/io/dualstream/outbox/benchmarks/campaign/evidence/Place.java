package io.dualstream.outbox.benchmarks.campaign.evidence;

/** Where in a topic or stream an event was seen. */
public sealed interface Place permits KafkaPlace, LivePosition {}
