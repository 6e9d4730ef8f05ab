package io.dualstream.outbox.testkit;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.slf4j.LoggerFactory;

/**
 * Keeps the broker, which says some 500 lines at INFO when it starts, out of the console: only its errors are logged,
 * unless the test's own logging configuration names these loggers. Knows Logback and slf4j-simple.
 */
final class KafkaLogging {
    static final PrintStream NOWHERE = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);

    /** The broker's loggers; those of the clients, in {@code org.apache.kafka.clients}, are the test's own. */
    private static final List<String> BROKER = List.of(
            "kafka",
            "state.change.logger",
            "org.apache.kafka.common.config.AbstractConfig",
            "org.apache.kafka.common.metrics",
            "org.apache.kafka.common.telemetry",
            "org.apache.kafka.common.utils.AppInfoParser",
            "org.apache.kafka.controller",
            "org.apache.kafka.coordinator",
            "org.apache.kafka.image",
            "org.apache.kafka.metadata",
            "org.apache.kafka.network",
            "org.apache.kafka.queue",
            "org.apache.kafka.raft",
            "org.apache.kafka.server",
            "org.apache.kafka.storage");

    private KafkaLogging() {}

    static void quieten() {
        boolean logback = LoggerFactory.getILoggerFactory().getClass().getName().startsWith("ch.qos.logback.");
        for (String name : BROKER) {
            if (logback) {
                Logback.quieten(name);
            } else {
                quietenSimpleLogger(name);
            }
        }
    }

    /** slf4j-simple reads this property when the logger is made. */
    private static void quietenSimpleLogger(String name) {
        String property = "org.slf4j.simpleLogger.log." + name;
        if (System.getProperty(property) == null) {
            System.setProperty(property, "error");
        }
    }

    /** Apart, so that it is loaded only where Logback is. */
    private static final class Logback {
        static void quieten(String name) {
            Logger logger = (Logger) LoggerFactory.getLogger(name);
            if (logger.getLevel() == null) {
                logger.setLevel(Level.ERROR);
            }
        }
    }
}
