/**
 * The JUnit Jupiter extension: a test names the servers it wants as parameters.
 *
 * <pre>{@code
 * @OutboxServers
 * class OrdersTest {
 *     @Test
 *     void publishesWhatCommitted(TestDatabase database, TestKafka kafka) { … }
 * }
 * }</pre>
 */
@NullMarked
package io.dualstream.outbox.testkit.junit;

import org.jspecify.annotations.NullMarked;
