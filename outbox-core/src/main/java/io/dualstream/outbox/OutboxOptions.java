package io.dualstream.outbox;

import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/**
 * How events are written, the same for {@link JdbcOutbox} and {@link ConnectionOutbox}.
 *
 * @param schemas the one the outbox was migrated into, or that of the current tenant
 * @param serializer of payload objects that are neither text nor bytes
 * @param headerSources asked in order at every publish; the first to name a header wins
 */
public record OutboxOptions(SchemaSource schemas, PayloadSerializer serializer, List<HeaderSource> headerSources) {

    public OutboxOptions {
        headerSources = List.copyOf(headerSources);
    }

    /** Schema {@code outbox}, Jackson 3 (which must be on the class path once an object is published), headers from the MDC. */
    public static OutboxOptions defaults() {
        return new OutboxOptions(() -> "outbox", OutboxOptions::withJackson, List.of(HeaderSource.mdc()));
    }

    public OutboxOptions withSchema(String schema) {
        if (schema.isBlank()) {
            throw new IllegalArgumentException("schema must not be blank");
        }
        return withSchemas(() -> schema);
    }

    public OutboxOptions withSchemas(SchemaSource schemas) {
        return new OutboxOptions(schemas, serializer, headerSources);
    }

    public OutboxOptions withSerializer(PayloadSerializer serializer) {
        return new OutboxOptions(schemas, serializer, headerSources);
    }

    public OutboxOptions withHeaderSources(List<HeaderSource> headerSources) {
        return new OutboxOptions(schemas, serializer, headerSources);
    }

    private static Payload withJackson(Object payload) {
        try {
            return Jackson.json(payload);
        } catch (NoClassDefFoundError e) {
            throw new OutboxException(
                    "Publishing an object needs Jackson 3 (tools.jackson.core:jackson-databind) on the class "
                            + "path, or a serializer of yours in OutboxOptions; text and bytes need neither",
                    e);
        }
    }

    /** Holds Jackson back until the first object is serialised: hosts that publish only text or bytes need not have it. */
    private static final class Jackson {
        private static final JsonMapper MAPPER =
                JsonMapper.builder().findAndAddModules().build();

        static Payload json(Object payload) {
            return Payload.json(MAPPER.writeValueAsString(payload));
        }
    }
}
