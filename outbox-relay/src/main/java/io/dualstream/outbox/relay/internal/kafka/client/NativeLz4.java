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
 * Lets Kafka compress with LZ4's native code, in a third of the time of the one in Java. The library takes the native
 * code by itself only if it was loaded by the system's class loader, which an executable jar's classes are not, or if
 * the native code is there already.
 */
final class NativeLz4 {

    private static final Logger log = LoggerFactory.getLogger(NativeLz4.class);

    /** Linux lists here what this process has mapped; other systems have no such file. */
    private static final Path MAPPED = Path.of("/proc/self/maps");

    private static final Pattern UNPACKED = Pattern.compile(" (/\\S.*/liblz4-java-\\d+\\.so)$");

    private NativeLz4() {}

    /** On a platform without native code, the one in Java stays. */
    static void prefer() {
        try {
            log.debug("Compressing with {}", LZ4Factory.nativeInstance());
            deleteUnpacked();
        } catch (LinkageError | AssertionError e) { // no code for this platform, or no place to unpack it
            log.debug("Compressing in Java", e);
        }
    }

    /**
     * The library unpacks its code into the temporary folder and deletes it when the JVM ends in an orderly way. A relay that
     * is killed would leave it. Linux needs the file no more once it is mapped.
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
