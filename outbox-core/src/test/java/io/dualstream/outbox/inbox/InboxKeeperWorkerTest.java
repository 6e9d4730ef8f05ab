package io.dualstream.outbox.inbox;

import io.dualstream.outbox.inbox.Inbox.Outcome;
import io.dualstream.outbox.runtime.internal.Trouble;
import io.dualstream.outbox.runtime.internal.Worker;
import io.dualstream.outbox.runtime.internal.WorkerContract;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;

class InboxKeeperWorkerTest extends WorkerContract {

    /** Has nothing to replay and nothing to forget, and meets trouble whenever it looks. */
    private record TroubledInbox(Trouble trouble) implements Inbox {

        @Override
        public Set<String> claimAll(String consumer, Collection<String> eventIds) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Outcome handle(String consumer, Envelope event, Inbox.Handler handler) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<Outcome> handleAll(String consumer, List<Envelope> events, Inbox.BatchHandler handler) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Outcome giveUp(String consumer, Envelope event, Throwable reason) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean replayNext(String consumer, Inbox.Handler handler) {
            trouble.meet();
            return false;
        }

        @Override
        public long forget() {
            return 0;
        }

        @Override
        public InboxFailures failures() {
            throw new UnsupportedOperationException();
        }
    }

    @Override
    protected Loop loop(Trouble trouble) {
        InboxKeeper keeper = new InboxKeeper(new TroubledInbox(trouble), Duration.ofMillis(1));
        keeper.onReplay("billing", event -> {});
        return new Loop() {
            @Override
            public Worker worker() {
                return keeper.worker();
            }

            @Override
            public void start() {
                keeper.start();
            }

            @Override
            public void close() {
                keeper.close();
            }

            @Override
            public boolean startsAgain() {
                return true;
            }
        };
    }
}
