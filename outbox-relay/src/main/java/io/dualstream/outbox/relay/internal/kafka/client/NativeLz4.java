package io.dualstream.outbox.relay.internal.kafka.client;

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

    private NativeLz4() {}

    /** On a platform without native code, the one in Java stays. */
    static void prefer() {
        try {
            log.debug("Compressing with {}", LZ4Factory.nativeInstance());
        } catch (LinkageError | AssertionError e) { // no code for this platform, or no place to unpack it
            log.debug("Compressing in Java", e);
        }
    }
}
