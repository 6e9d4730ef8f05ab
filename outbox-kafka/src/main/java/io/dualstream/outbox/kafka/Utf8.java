package io.dualstream.outbox.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import org.jspecify.annotations.Nullable;

/** Decodes text that PostgreSQL accepts: well-formed UTF-8 without zero bytes. */
final class Utf8 {

    private Utf8() {}

    /** The text; null if the bytes are not such text. */
    static @Nullable String decode(byte @Nullable [] bytes) {
        if (bytes == null) {
            return null;
        }
        try {
            String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return text.indexOf('\0') < 0 ? text : null;
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
