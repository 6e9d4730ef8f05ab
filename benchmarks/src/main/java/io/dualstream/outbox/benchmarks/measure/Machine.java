package io.dualstream.outbox.benchmarks.measure;

import java.lang.management.ManagementFactory;
import java.util.Locale;
import org.apache.kafka.common.utils.AppInfoParser;

/** Describes the machine of a run in one line, because figures mean nothing without it. */
public final class Machine {

    private Machine() {}

    public static String describe(String postgresVersion) {
        long memory =
                ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                        ? system.getTotalMemorySize()
                        : 0;
        return String.format(
                Locale.ROOT,
                "%d cores, %d GB, %s, JDK %s, PostgreSQL %s, Kafka %s (one broker), everything on this one machine",
                Runtime.getRuntime().availableProcessors(),
                Math.round(memory / 1e9),
                System.getProperty("os.name"),
                Runtime.version().feature(),
                postgresVersion,
                AppInfoParser.getVersion());
    }
}
