package io.dualstream.outbox.spring.internal;

/** The relay inside this application, for the actuator endpoint. */
@FunctionalInterface
public interface RelayDetails {

    /** What it knows of itself, as a record. Touches no server. */
    Object now();
}
