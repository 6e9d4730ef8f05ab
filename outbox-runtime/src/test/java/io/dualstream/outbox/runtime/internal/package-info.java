/** {@code WorkerContract} is extended by the test of each loop, in its own module. */
package io.dualstream.outbox.runtime.internal;
