package io.dualstream.outbox.testkit.internal;

import kafka.Kafka;

/** The main class of a {@link KafkaProcess}: runs Kafka's own, with only errors in the log. */
final class KafkaMain {

    private KafkaMain() {}

    public static void main(String[] arguments) {
        KafkaLogging.quieten();
        Kafka.main(arguments);
    }
}
