package io.dualstream.outbox.spring;

import io.dualstream.outbox.Outbox;

/** Puts something around every outbox that is configured here, such as observation; each bean of this type is asked in order. */
@FunctionalInterface
public interface OutboxDecorator {

    Outbox decorate(Outbox outbox);
}
