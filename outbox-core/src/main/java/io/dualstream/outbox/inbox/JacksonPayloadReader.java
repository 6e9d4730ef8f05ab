package io.dualstream.outbox.inbox;

import java.lang.reflect.Type;
import java.util.Objects;
import tools.jackson.databind.json.JsonMapper;

/** Apart from {@link PayloadReader}, which does without Jackson: hosts that read with something else need not have it. */
final class JacksonPayloadReader implements PayloadReader {

    private final JsonMapper mapper = JsonMapper.builder().findAndAddModules().build();

    @Override
    public Object read(Envelope event, Type type) {
        return mapper.readValue(Objects.requireNonNull(event.data()), mapper.constructType(type));
    }
}
