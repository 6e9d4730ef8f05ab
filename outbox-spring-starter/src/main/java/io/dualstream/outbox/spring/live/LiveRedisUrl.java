package io.dualstream.outbox.spring.live;

/** The host's Redis, for an application that names none for live subscriptions. */
@FunctionalInterface
interface LiveRedisUrl {

    String url();
}
