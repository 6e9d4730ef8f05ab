package io.dualstream.outbox.live.sse;

/** A request to the live endpoint that is answered with a status and one sentence instead of a stream. */
final class SseRefusal extends Exception {

    private static final long serialVersionUID = 1;

    static final String CONTENT_TYPE = "text/plain;charset=UTF-8";

    private final int status;

    SseRefusal(int status, String why) {
        super(why, null, false, false);
        this.status = status;
    }

    int status() {
        return status;
    }

    /** The body of the response. */
    String text() {
        return getMessage() + "\n";
    }
}
