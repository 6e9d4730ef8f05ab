package io.dualstream.outbox.live.sse;

import io.dualstream.outbox.live.LiveRequest;
import java.security.Principal;
import org.jspecify.annotations.Nullable;

/** Decides which users may see which events. Called for each connection, before any data is sent, once for each selector. */
@FunctionalInterface
public interface LiveAuthorization {

    /**
     * Returns whether the user may see all events that the selector matches: the events of one aggregate ({@code order/42})
     * or of all aggregates that match a pattern ({@code order/*}). The user is null if nobody has logged in.
     */
    boolean allows(@Nullable Principal user, LiveRequest.Selector selector);

    /** Returns an authorization that allows nothing. This is the default of an application. */
    static LiveAuthorization nobody() {
        return (user, selector) -> false;
    }

    /** Returns an authorization that allows all events to every user who has logged in. */
    static LiveAuthorization authenticated() {
        return (user, selector) -> user != null;
    }

    /**
     * Returns an authorization that allows all events to everybody, for demos and for networks that restrict access
     * themselves.
     */
    static LiveAuthorization everybody() {
        return (user, selector) -> true;
    }
}
