package io.dualstream.outbox.spring.inbox;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a method with {@code @KafkaListener} handle each event once, in a transaction that begins before and commits after
 * the method. The inbox counts and keeps failures; an error handler or a retry topic of the application does not. The method
 * must have finished its work when it returns, so it must not return a future. Requires {@code outbox.inbox.enabled=true}.
 */
@Documented
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface IdempotentListener {

    /**
     * The name of what the listener does. Each listener needs a name of its own, which is the same in all instances of the
     * application. The name must never change, because under another name every event is new. Placeholders are resolved.
     * Default: the listener's group id.
     */
    String consumer() default "";
}
