package io.dualstream.outbox.live;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/** A subscriber that requests what a test says, and puts what it gets into an inbox. */
final class Demanding implements Flow.Subscriber<LiveMessage> {

    private final Inbox inbox;
    private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();

    Demanding(Inbox inbox) {
        this.inbox = inbox;
    }

    void request(long n) {
        subscription.join().request(n);
    }

    @Override
    public void onSubscribe(Flow.Subscription to) {
        subscription.complete(to);
    }

    @Override
    public void onNext(LiveMessage message) {
        inbox.on(message);
    }

    @Override
    public void onError(Throwable failure) {
        if (failure instanceof LiveClient.EndedException ended) {
            inbox.ended(ended.end());
        }
    }

    @Override
    public void onComplete() {}
}
