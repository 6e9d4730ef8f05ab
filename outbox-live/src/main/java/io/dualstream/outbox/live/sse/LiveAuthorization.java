package io.dualstream.outbox.live.sse;

import io.dualstream.outbox.live.LiveRequest;
import java.security.Principal;
import org.jspecify.annotations.Nullable;

/** Who may hear of what. Asked at each connect, before anything is sent, once for each selector. */
@FunctionalInterface
public interface LiveAuthorization {

    /**
     * Whether that user may hear of everything the selector selects: of one aggregate ({@code order/42}) or of all that fit
     * a pattern ({@code order/*}). No user: nobody has logged in.
     */
    boolean allows(@Nullable Principal user, LiveRequest.Selector selector);

    /** Nobody: what holds until a host decides. */
    static LiveAuthorization nobody() {
        return (user, selector) -> false;
    }

    /** Whoever has logged in may hear of everything. */
    static LiveAuthorization authenticated() {
        return (user, selector) -> user != null;
    }

    /** Everybody may hear of everything: for demos, and where the network decides. */
    static LiveAuthorization everybody() {
        return (user, selector) -> true;
    }
}
