package io.dualstream.outbox;

/**
 * Names the schema whose outbox an event goes into, such as that of the current tenant. Asked at every publish, on the calling
 * thread; an exception of its own reaches the caller, and nothing is recorded. Safe for use by many threads.
 */
@FunctionalInterface
public interface SchemaSource {

    /** One of a bounded number: each is remembered. It must have been migrated. */
    String currentSchema();
}
