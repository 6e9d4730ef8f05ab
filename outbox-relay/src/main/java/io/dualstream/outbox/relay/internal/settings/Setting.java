package io.dualstream.outbox.relay.internal.settings;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Declares a setting at the record component that holds its value. Everything else derives from this declaration: the
 * binding, the environment variable, the default and the rule, {@code --help}, the table in {@code docs/reference.md} and the
 * description in IDEs. The component's type decides how the value is written: a
 * {@code Duration} as {@code 10s}, a map as one entry per line below the name. A component that is not {@code @Nullable}
 * and has no {@link #usual} is required, unless it is a map.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {

    /** The meaning of the setting: a sentence in Markdown, without its full stop. */
    String value();

    /** The full name, if it is not made of the section's and the component's names. */
    String name() default "";

    /**
     * The default, as users write it. A default may derive from another setting: <code>{postgres.schema}_event</code>,
     * <code>6 x {postgres.heartbeat-interval}, at least 1m</code>.
     */
    String usual() default "";

    /** Describes what applies if a setting without a default is not given. */
    String absent() default "none";

    /** Whether the number is a size in bytes, written as {@code 500MB}. Every other number has its unit in its name. */
    boolean bytes() default false;

    /** The least value, which may derive from another setting: <code>3 x {postgres.heartbeat-interval}</code>. */
    String atLeast() default "";

    /** Whether zero is allowed below {@link #atLeast}, because it switches something off. */
    boolean orZero() default false;

    /** The greatest value. */
    String atMost() default "";

    /** Regular expression that the whole value matches. */
    String pattern() default "";

    /** Describes {@link #pattern} in words. */
    String rule() default "";

    /** A value to show if a required setting is missing. */
    String example() default "";

    /** Whether the value is, or may contain, a password. No message shows such a value. */
    boolean secret() default false;
}
