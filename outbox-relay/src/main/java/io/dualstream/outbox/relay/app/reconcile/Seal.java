package io.dualstream.outbox.relay.app.reconcile;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Computes the hash by which a line names the one before, and with a key the HMAC that ends a line. Thread-safe. */
public final class Seal {

    /** What the first line has in the place of a hash. */
    static final String NONE = "0".repeat(64);

    private static final int LEAST_KEY_BYTES = 16;
    private static final String ALGORITHM = "HmacSHA256";
    private static final String BEFORE = ",\"hmac\":\"";
    private static final String AFTER = "\"}";
    private static final int HEX = 64;

    private final @Nullable SecretKeySpec key;

    private Seal(@Nullable SecretKeySpec key) {
        this.key = key;
    }

    public static Seal withoutKey() {
        return new Seal(null);
    }

    /** The key is the file's content, without white space at its end. */
    public static Seal withKeyOf(Path file) throws IOException {
        byte[] key = Files.readString(file).stripTrailing().getBytes(UTF_8);
        if (key.length < LEAST_KEY_BYTES) {
            throw new IllegalArgumentException(
                    "the key in " + file + " must have at least " + LEAST_KEY_BYTES + " bytes, has " + key.length);
        }
        return new Seal(new SecretKeySpec(key, ALGORITHM));
    }

    static String sha256(String line) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(line.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Adds the HMAC to a JSON object, if there is a key. */
    String seal(String json) {
        return key == null ? json : json.substring(0, json.length() - 1) + BEFORE + hmac(key, json) + AFTER;
    }

    /** Whether the line ends with the HMAC of the rest. Without a key, always. */
    boolean holds(String line) {
        if (key == null) {
            return true;
        }
        int at = line.length() - BEFORE.length() - HEX - AFTER.length();
        return at > 0
                && MessageDigest.isEqual(
                        line.getBytes(UTF_8), seal(line.substring(0, at) + "}").getBytes(UTF_8));
    }

    private static String hmac(SecretKeySpec key, String json) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return HexFormat.of().formatHex(mac.doFinal(json.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }
}
