package io.dualstream.outbox.relay.internal.reconcile.sighting;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/** Computes the first eight bytes of a payload's SHA-256. Not thread-safe. */
public final class Digest {

    private final MessageDigest sha256;

    public Digest() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    public long of(byte @Nullable [] payload) {
        return payload == null ? 0 : first(sha256.digest(payload));
    }

    public static long first(byte @Nullable [] digest) {
        return digest == null ? 0 : ByteBuffer.wrap(digest).getLong();
    }
}
