package io.dualstream.outbox.testkit.internal;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.slf4j.LoggerFactory;

/**
 * Limits the log of the broker, which has some 500 lines at INFO during its start, to errors, unless the test's own logging
 * configuration names these loggers. Supports Logback and slf4j-simple.
 */
public final class KafkaLogging {
    public static final PrintStream NOWHERE =
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);

    /** A logger that reports a request during the shutdown of its controller as unexpected, with a stack trace. */
    private static final String STARTLED = "kafka.server.ControllerApis";

    /** The loggers of the broker, and the logger of its own client, which warns whenever the broker stops. */
    private static final List<String> BROKER = List.of(
            "kafka",
            "state.change.logger",
            "org.apache.kafka.clients.NetworkClient",
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

    public static void quieten() {
        quieten(STARTLED, "off");
        BROKER.forEach(name -> quieten(name, "error"));
    }

    private static void quieten(String name, String level) {
        if (LoggerFactory.getILoggerFactory().getClass().getName().startsWith("ch.qos.logback.")) {
            Logback.quieten(name, level);
        } else {
            quietenSimpleLogger(name, level);
        }
    }

    /** Sets a property that slf4j-simple reads when it creates the logger. */
    private static void quietenSimpleLogger(String name, String level) {
        String property = "org.slf4j.simpleLogger.log." + name;
        if (System.getProperty(property) == null) {
            System.setProperty(property, level);
        }
    }

    /** A class of its own, so that it is loaded only if Logback is there. */
    private static final class Logback {
        static void quieten(String name, String level) {
            Logger logger = (Logger) LoggerFactory.getLogger(name);
            if (logger.getLevel() == null) {
                logger.setLevel(Level.toLevel(level));
            }
        }
    }
}
