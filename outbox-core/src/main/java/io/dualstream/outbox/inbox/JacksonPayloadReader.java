package io.dualstream.outbox.inbox;

import java.lang.reflect.Type;
import java.util.Objects;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/** JSON payloads as objects, by Jackson 3. */
public final class JacksonPayloadReader implements PayloadReader {

    private final ObjectMapper mapper;

    public JacksonPayloadReader() {
        this(JsonMapper.builder().findAndAddModules().build());
    }

    public JacksonPayloadReader(ObjectMapper mapper) {
        this.mapper = mapper;
    }

    @Override
    public Object read(Envelope event, Type type) {
        return mapper.readValue(Objects.requireNonNull(event.data()), mapper.constructType(type));
    }
}
