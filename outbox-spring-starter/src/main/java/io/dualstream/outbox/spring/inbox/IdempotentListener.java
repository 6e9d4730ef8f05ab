package io.dualstream.outbox.spring.inbox;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Beside {@code @KafkaListener}: lets it handle each event once, in a transaction that begins before and commits after it. Failures
 * are counted and kept by the inbox, not by an error handler or retry topic of the host's. The method returns when it is done: no
 * futures. Needs {@code outbox.inbox.enabled=true}.
 */
@Documented
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface IdempotentListener {

    /**
     * Names what the listener does: a name of its own for each listener, the same in all instances of the application. Never change
     * it: under another one everything is new. Placeholders are resolved; default: the listener's group id.
     */
    String consumer() default "";
}
