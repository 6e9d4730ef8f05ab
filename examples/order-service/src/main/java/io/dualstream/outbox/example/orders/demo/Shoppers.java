package io.dualstream.outbox.example.orders.demo;

import io.dualstream.outbox.example.orders.NewOrder;
import java.math.BigDecimal;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Generates orders. */
final class Shoppers {

    private static final List<String> NAMES =
            List.of("Ada", "Grace", "Linus", "Edsger", "Barbara", "Donald", "Margaret", "Tony", "Frances", "Niklaus");
    private static final List<String> ITEMS = List.of(
            "desk lamp", "fountain pen", "tea pot", "wool blanket", "walnut chair", "globe", "record player", "kite");

    private Shoppers() {}

    /** Returns an order whose payment will be authorized. */
    static NewOrder affordable() {
        return order(ThreadLocalRandom.current().nextInt(900, 90_000));
    }

    /** Returns an order whose payment will be declined, after its event was written. */
    static NewOrder tooExpensive() {
        return order(ThreadLocalRandom.current().nextInt(100_100, 900_000));
    }

    private static NewOrder order(int cents) {
        return new NewOrder(pick(NAMES), pick(ITEMS), BigDecimal.valueOf(cents, 2));
    }

    private static String pick(List<String> choices) {
        return choices.get(ThreadLocalRandom.current().nextInt(choices.size()));
    }
}
