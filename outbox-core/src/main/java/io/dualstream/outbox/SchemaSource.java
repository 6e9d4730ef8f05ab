package io.dualstream.outbox;

/**
 * Names the schema whose outbox records an event, for example the schema of the current tenant. The outbox calls the source
 * for every publication, on the calling thread. An exception of the source reaches the caller, and nothing is recorded.
 * Implementations must be safe for use by many threads.
 */
@FunctionalInterface
public interface SchemaSource {

    /**
     * Returns the name of a migrated schema. The number of different names must be bounded, because the outbox keeps each
     * name in memory.
     */
    String currentSchema();
}
