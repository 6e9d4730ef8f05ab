package io.dualstream.outbox.spring.inbox;

import io.dualstream.outbox.inbox.InboxKeeper;
import org.springframework.context.SmartLifecycle;

/** Binds the inbox's keeper to the life of the application: it starts after every other bean, and stops before they do. */
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
