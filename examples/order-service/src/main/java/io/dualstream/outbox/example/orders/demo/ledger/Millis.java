package io.dualstream.outbox.example.orders.demo.ledger;

/** Nanoseconds as people read them: milliseconds with two decimals. */
final class Millis {

    private Millis() {}

    static double of(long nanos) {
        return Math.round(nanos / 1e4) / 1e2;
    }
}
