package io.dualstream.outbox.relay.internal.kafka.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.jpountz.lz4.LZ4Factory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets Kafka compress with LZ4's native code, which takes a third of the time of the Java code. By itself, the library takes
 * the native code only if the system's class loader loaded the library, which is not so in an executable jar, or if the native
 * code is loaded already.
 */
final class NativeLz4 {

    private static final Logger log = LoggerFactory.getLogger(NativeLz4.class);

    /** Linux lists the mapped files of this process here; other systems have no such file. */
    private static final Path MAPPED = Path.of("/proc/self/maps");

    private static final Pattern UNPACKED = Pattern.compile(" (/\\S.*/liblz4-java-\\d+\\.so)$");

    private NativeLz4() {}

    /** Loads the native code; on a platform without it, the Java code stays in use. */
    static void prefer() {
        try {
            log.debug("Compressing with {}", LZ4Factory.nativeInstance());
            deleteUnpacked();
        } catch (LinkageError | AssertionError e) { // no native code for this platform, or no place to unpack it
            log.debug("Compressing in Java", e);
        }
    }

    /**
     * Deletes the native code from the temporary folder. The library would delete it only at an orderly end of the JVM, so a
     * relay that is killed would leave it. Linux no longer needs the file once it is mapped.
     */
    private static void deleteUnpacked() {
        if (Files.notExists(MAPPED)) {
            return;
        }
        try (Stream<String> mappings = Files.lines(MAPPED)) {
            for (String file : mappings.map(UNPACKED::matcher)
                    .filter(Matcher::find)
                    .map(mapping -> mapping.group(1))
                    .distinct()
                    .toList()) {
                Files.deleteIfExists(Path.of(file + ".lck"));
                Files.deleteIfExists(Path.of(file));
            }
        } catch (IOException | UncheckedIOException e) {
            log.debug("The unpacked code stays until this JVM ends", e);
        }
    }
}
