package io.dualstream.outbox;

import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/** Payload objects as JSON, by Jackson 3: the default when it is on the class path. */
public final class JacksonPayloadSerializer implements PayloadSerializer {

    private final ObjectMapper mapper;

    public JacksonPayloadSerializer() {
        this(JsonMapper.builder().findAndAddModules().build());
    }

    public JacksonPayloadSerializer(ObjectMapper mapper) {
        this.mapper = mapper;
    }

    @Override
    public Payload serialize(Object payload) {
        return Payload.json(mapper.writeValueAsString(payload));
    }
}
