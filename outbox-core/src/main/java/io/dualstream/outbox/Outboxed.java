package io.dualstream.outbox;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Records events of the annotated class in the outbox when the application publishes them with Spring's
 * {@code ApplicationEventPublisher}. The event is recorded at once, in the same transaction, before any other listener is called.
 * Publishing such an event outside of a transaction fails.
 *
 * <p>On an interface or a superclass, the annotation applies to all classes that implement or extend it. The annotation may
 * be a meta-annotation. An expression, below, is an expression of Spring's expression language that is evaluated on the
 * event; most often the expression is the name of a property.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface Outboxed {

    /** The type of the thing that the event is about, such as {@code order}. The type becomes part of the Kafka topic. */
    String aggregateType();

    /** An expression for the id of the thing that the event is about. */
    String aggregateId();

    /** The type of the event; empty for the simple name of the event's class. */
    String eventType() default "";

    /** An expression for the Kafka key; empty for the aggregate id. */
    String key() default "";

    /** An expression for the payload; empty for the event itself. */
    String payload() default "";

    /** The URI of the payload's schema; empty for no schema. */
    String dataSchema() default "";

    /**
     * The content type; empty for {@code application/json}, or for {@code application/octet-stream} if the payload is bytes.
     */
    String contentType() default "";

    /** The headers, each as {@code name=expression}. A header is left out of an event for which the expression is null. */
    String[] headers() default {};

    /**
     * The name or qualifier of the {@link Outbox} bean, if there are several; empty for the bean that is injected without a
     * qualifier.
     */
    String outbox() default "";
}
