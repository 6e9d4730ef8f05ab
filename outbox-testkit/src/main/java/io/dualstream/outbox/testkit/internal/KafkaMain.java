package io.dualstream.outbox.testkit.internal;

import kafka.Kafka;

/** Main of a {@link KafkaProcess}: Kafka's own, with only its errors in the log. */
final class KafkaMain {

    private KafkaMain() {}

    public static void main(String[] arguments) {
        KafkaLogging.quieten();
        Kafka.main(arguments);
    }
}
