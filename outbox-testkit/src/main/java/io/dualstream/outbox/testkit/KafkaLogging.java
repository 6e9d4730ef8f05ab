package io.dualstream.outbox.testkit;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Keeps the broker, which says some 500 lines at INFO when it starts, out of the console of the test. */
final class KafkaLogging {
    static final PrintStream NOWHERE = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);

    private KafkaLogging() {}

    static void quieten() {}
}
