package io.dualstream.outbox.spring.inbox;

import io.dualstream.outbox.inbox.InboxKeeper;
import org.springframework.context.SmartLifecycle;

/** Starts the inbox's keeper after every other bean, and stops the keeper before other beans stop. */
final class InboxLife implements SmartLifecycle {

    private final InboxKeeper keeper;
    private boolean running;

    InboxLife(InboxKeeper keeper) {
        this.keeper = keeper;
    }

    @Override
    public synchronized void start() {
        keeper.start();
        running = true;
    }

    @Override
    public synchronized void stop() {
        keeper.close();
        running = false;
    }

    @Override
    public synchronized boolean isRunning() {
        return running;
    }
}
