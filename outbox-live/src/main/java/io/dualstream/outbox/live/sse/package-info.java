/**
 * Server-Sent Events over the servlet API or Spring WebFlux, written without blocking: a client that does not read costs
 * its buffer and no thread.
 *
 * <pre>
 *   LiveSseServlet ──► SseAdmission ──► SseConnection ──► SseFormat
 *   LiveSseHandler ──► SseAdmission ──► LiveHub.publisher ──► SseFormat
 * </pre>
 */
@NullMarked
package io.dualstream.outbox.live.sse;

import org.jspecify.annotations.NullMarked;
