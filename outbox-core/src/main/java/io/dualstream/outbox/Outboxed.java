package io.dualstream.outbox;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Has events of this class recorded in the outbox when they are published with Spring's own {@code ApplicationEventPublisher}: at
 * once, in the same transaction, before any other listener hears of them. Outside of a transaction publishing them fails.
 *
 * <p>On an interface or a superclass it holds for all that implement or extend it, and it may stand on an annotation of yours.
 * What is called an expression here is one of Spring's expression language on the event, most often the name of a property.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface Outboxed {

    /** What kind of thing the event is about, such as {@code order}; becomes part of the Kafka topic. */
    String aggregateType();

    /** An expression for which one. */
    String aggregateId();

    /** What happened; empty for the simple name of the event's class. */
    String eventType() default "";

    /** An expression for the Kafka key; empty for the aggregate id. */
    String key() default "";

    /** An expression for what is published of the event; empty for the event itself. */
    String payload() default "";

    /** The URI of the schema the payload follows; empty for none. */
    String dataSchema() default "";

    /** Empty for {@code application/json}, or {@code application/octet-stream} for bytes. */
    String contentType() default "";

    /** Each {@code name=expression}; one whose expression is null for an event is left out of it. */
    String[] headers() default {};

    /** Name or qualifier of the {@link Outbox} bean, where there are several; empty for the one that is injected without. */
    String outbox() default "";
}
