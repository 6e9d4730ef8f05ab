/**
 * Spring Modulith's externalisation through the outbox: an {@code @Externalized} event is recorded in the transaction that
 * publishes it, instead of being sent after that transaction.
 */
@NullMarked
package io.dualstream.outbox.spring.modulith;

import org.jspecify.annotations.NullMarked;
