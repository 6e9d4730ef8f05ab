/**
 * The relay as a process. {@link io.dualstream.outbox.relay.app.RelayApplication} reads its settings the Spring Boot way
 * (environment, YAML, arguments), starts one {@code Relay}, serves its state over HTTP and turns the end of the relay
 * into an exit code. Spring, Micrometer and the HTTP server stay in this package: an application that uses the relay as a library never loads them.
 *
 * <pre>
 *   environment, application.yml ─► RelayProperties ─► RelaySettings ─► Relay ─► RelayMetrics
 *                                                                         │                     └► RelayFailure
 *                                                       StatusServer ◄────┘ status()
 * </pre>
 */
@NullMarked
package io.dualstream.outbox.relay.app;

import org.jspecify.annotations.NullMarked;
