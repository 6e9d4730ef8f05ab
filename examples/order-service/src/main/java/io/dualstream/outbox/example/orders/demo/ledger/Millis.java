package io.dualstream.outbox.example.orders.demo.ledger;

/** Converts nanoseconds into milliseconds with two decimals, for people. */
final class Millis {

    private Millis() {}

    static double of(long nanos) {
        return Math.round(nanos / 1e4) / 1e2;
    }
}
