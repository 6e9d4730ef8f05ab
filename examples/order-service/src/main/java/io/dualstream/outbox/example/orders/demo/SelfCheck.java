package io.dualstream.outbox.example.orders.demo;

import io.dualstream.outbox.example.orders.demo.ledger.Card;
import io.dualstream.outbox.example.orders.demo.ledger.Ledger;
import io.dualstream.outbox.example.orders.demo.ledger.Totals;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Plays the demo without a browser, and checks the result with the ledger. */
final class SelfCheck {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int WARM_UP = 200;
    private static final int ONE_BY_ONE = 9;
    private static final int BURST = 10_000;

    private final Acts acts;
    private final Ledger ledger;
    private final Story story;

    SelfCheck(Acts acts, Ledger ledger, Story story) {
        this.acts = acts;
        this.ledger = ledger;
        this.story = story;
    }

    /** Places orders one by one, and rolls one back; returns true if exactly the committed orders arrived. */
    boolean brief() throws InterruptedException {
        acts.burst(WARM_UP);
        boolean balanced = ledger.await(Totals::balanced, PATIENCE);
        tell(balanced, WARM_UP + " orders to warm up", "all in Redis and in Kafka");
        acts.rollOneBack(); // once the next ones are everywhere, this one would have been
        ledger.forgetLatencies();
        var orders = new ArrayList<Card.View>();
        while (balanced && orders.size() < ONE_BY_ONE) {
            Card order = acts.placeOrder();
            balanced = ledger.await(Totals::balanced, PATIENCE);
            orders.add(ledger.view(order));
        }
        String median = arrivals(median(orders, Card.View::redisMs), median(orders, Card.View::kafkaMs)) + " (median)";
        tell(balanced, ONE_BY_ONE + " orders one by one", median);
        tell(balanced, "1 order rolled back", "arrived nowhere");
        return balanced;
    }

    private static @Nullable Double median(List<Card.View> cards, Function<Card.View, @Nullable Double> field) {
        var values = cards.stream().map(field).filter(Objects::nonNull).sorted().toList();
        return values.isEmpty() ? null : values.get(values.size() / 2);
    }

    /** Runs the legacy batch and a burst; returns true if the ledger then balances. */
    boolean thorough() throws InterruptedException, SQLException {
        Card batch = acts.runLegacyBatch();
        boolean balanced = ledger.await(Totals::balanced, PATIENCE);
        tell(balanced, ledger.view(batch).planned() + " by the legacy batch", arrivals(batch));
        Card burst = acts.burst(BURST);
        balanced &= ledger.await(Totals::balanced, PATIENCE);
        Card.View view = ledger.view(burst);
        String took = String.format(Locale.ROOT, "committed in %.1f s, the last ", view.elapsedMs() / 1e3);
        tell(balanced, String.format(Locale.ROOT, "%,d in a burst", BURST), took + arrivals(burst));
        Totals totals = ledger.totals();
        tell(balanced && totals.missing() == 0, "the books", totals.inWords());
        return balanced;
    }

    private String arrivals(Card card) {
        Card.View view = ledger.view(card);
        return arrivals(view.redisMs(), view.kafkaMs());
    }

    private static String arrivals(@Nullable Double redisMs, @Nullable Double kafkaMs) {
        return "in Redis after " + redisMs + " ms, in Kafka after " + kafkaMs + " ms";
    }

    private void tell(boolean good, String what, String happened) {
        if (good) {
            story.good(what, happened);
        } else {
            story.bad(what, "not as it should be: " + ledger.totals().inWords());
        }
    }
}
