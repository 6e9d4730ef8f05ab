package io.dualstream.outbox.live;

import java.util.Locale;

/** Why a subscription ended that its owner did not close. Subscribe again from the last position. */
public enum LiveEnd {
    /** The client took too little too slowly: its buffer was full, or it took nothing for too long. */
    SLOW,
    /** The connection has lasted as long as one may; who may see what is asked again at the next. */
    AGE,
    /** This process stops. */
    CLOSED;

    /** In lower case, as on the wire. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
