package io.dualstream.outbox.spring.internal;

/** The status of the relay inside this application, for the actuator endpoint. */
@FunctionalInterface
public interface RelayDetails {

    /** The relay's status as a record. Contacts no server. */
    Object now();
}
