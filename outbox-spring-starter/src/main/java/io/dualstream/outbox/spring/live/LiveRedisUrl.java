package io.dualstream.outbox.spring.live;

/** The URL of the host's Redis, for an application that configures no Redis for live subscriptions. */
@FunctionalInterface
interface LiveRedisUrl {

    String url();
}
