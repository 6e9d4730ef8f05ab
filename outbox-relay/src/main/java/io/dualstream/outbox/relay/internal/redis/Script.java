package io.dualstream.outbox.relay.internal.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.Base16;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** A Lua script, stored next to this class. The script is called by its digest, and sent as a whole only if Redis does not have it. */
final class Script {

    private final String text;
    private final String digest;
    private final ScriptOutputType output;

    Script(String file, ScriptOutputType output) {
        try (InputStream in = Objects.requireNonNull(Script.class.getResourceAsStream(file), file)) {
            byte[] bytes = in.readAllBytes();
            this.text = new String(bytes, UTF_8);
            this.digest = Base16.digest(bytes);
            this.output = output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The reply: bytes, or a list of bytes, as the script's output type says. */
    Object run(StatefulRedisConnection<String, byte[]> connection, String[] keys, byte[]... values) {
        try {
            return connection.sync().evalsha(digest, output, keys, values);
        } catch (RedisNoScriptException e) {
            return connection.sync().eval(text, output, keys, values);
        }
    }
}
