package io.dualstream.outbox.live.sse;

import io.dualstream.outbox.live.LiveRequest;
import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Decides which requests to the live endpoint become a subscription, for every kind of web server. */
record SseAdmission(LiveAuthorization authorization, int maxSelectors) {

    /**
     * Makes the subscription request. The header has precedence over the parameter, because a browser that reconnects sends the
     * header together with its original address. Blocks for as long as the authorisation does.
     *
     * @param parameters the values of a query parameter; empty if the parameter is absent
     * @param lastEventId the header {@code Last-Event-ID}
     */
    LiveRequest admit(@Nullable Principal user, Function<String, List<String>> parameters, @Nullable String lastEventId)
            throws SseRefusal {
        List<LiveRequest.Selector> selectors = selectors(parameters);
        for (LiveRequest.Selector selector : selectors) {
            if (!authorization.allows(user, selector)) {
                throw new SseRefusal(403, "not allowed to subscribe to that");
            }
        }
        if (lastEventId != null && !lastEventId.isEmpty()) {
            return new LiveRequest(selectors, lastEventId);
        }
        List<String> parameter = parameters.apply("lastEventId");
        return new LiveRequest(selectors, parameter.isEmpty() ? null : parameter.get(0));
    }

    private List<LiveRequest.Selector> selectors(Function<String, List<String>> parameters) throws SseRefusal {
        List<LiveRequest.Selector> selectors = new ArrayList<>();
        try {
            parameters.apply("type").forEach(type -> selectors.add(LiveRequest.Selector.type(type)));
            parameters.apply("aggregate").forEach(aggregate -> selectors.add(LiveRequest.Selector.parse(aggregate)));
        } catch (IllegalArgumentException e) {
            throw new SseRefusal(400, String.valueOf(e.getMessage()));
        }
        if (selectors.isEmpty()) {
            throw new SseRefusal(400, "name what to subscribe to: type=order, or aggregate=order/42");
        }
        if (selectors.size() > maxSelectors) {
            throw new SseRefusal(400, "at most " + maxSelectors + " types and aggregates");
        }
        return selectors;
    }
}
