package io.dualstream.outbox.relay.internal.settings;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Declares a setting at the record component that holds its value. Everything else derives from this one place: how it is
 * bound, what it is called in the environment, its default and its rule, {@code --help}, the table in
 * {@code docs/reference.md} and what an IDE shows. The component's type decides how the value is written: a
 * {@code Duration} as {@code 10s}, a map as one entry per line below the name. A component that is not {@code @Nullable}
 * and has no {@link #usual} is required, unless it is a map.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {

    /** What the setting means: a sentence in Markdown, without its full stop. */
    String value();

    /** Its full name, where that is not the section's and the component's. */
    String name() default "";

    /**
     * The default, as a person writes it. It may derive from another setting: <code>{postgres.schema}_event</code>,
     * <code>6 x {postgres.heartbeat-interval}, at least 1m</code>.
     */
    String usual() default "";

    /** What applies instead when a setting without a default is not given, in words. */
    String absent() default "none";

    /** Whether the number is a size in bytes, written as {@code 500MB}. Any other number has its unit in its name. */
    boolean bytes() default false;

    /** The least value, which may derive from another setting: <code>3 x {postgres.heartbeat-interval}</code>. */
    String atLeast() default "";

    /** Whether zero is allowed below {@link #atLeast}: it switches something off. */
    boolean orZero() default false;

    /** The greatest value. */
    String atMost() default "";

    /** Regular expression that the whole value matches. */
    String pattern() default "";

    /** What {@link #pattern} says, for people. */
    String rule() default "";

    /** A value to show whoever left out a required setting. */
    String example() default "";

    /** Whether the value is, or may hold, a password: no message shows it. */
    boolean secret() default false;
}
