/**
 * Spring Modulith's externalisation, by way of the outbox: what is {@code @Externalized} is recorded in the transaction that
 * publishes it, instead of sent after it.
 */
@NullMarked
package io.dualstream.outbox.spring.modulith;

import org.jspecify.annotations.NullMarked;
