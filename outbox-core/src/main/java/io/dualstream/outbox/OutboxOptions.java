package io.dualstream.outbox;

import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/**
 * Options for writing events, the same for {@link JdbcOutbox} and {@link ConnectionOutbox}.
 *
 * @param schemas names the schema that contains the outbox, or the schema of the current tenant
 * @param serializer serializes payload objects that are neither text nor bytes
 * @param headerSources sources of headers, called in this order for every publication; if two name a header, the first one
 *     applies
 */
public record OutboxOptions(SchemaSource schemas, PayloadSerializer serializer, List<HeaderSource> headerSources) {

    public OutboxOptions {
        headerSources = List.copyOf(headerSources);
    }

    /**
     * Returns the defaults: schema {@code outbox}, Jackson 3 (which must be on the class path when the first object is
     * published), and headers from the MDC.
     */
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

    /**
     * Loads Jackson only when the first object is serialized, because an application that publishes only text or bytes may
     * run without Jackson.
     */
    private static final class Jackson {
        private static final JsonMapper MAPPER =
                JsonMapper.builder().findAndAddModules().build();

        static Payload json(Object payload) {
            return Payload.json(MAPPER.writeValueAsString(payload));
        }
    }
}
