/**
 * The settings of a relay, which are validated once, and the values of their enums. Every other package of the relay may use
 * this package.
 */
@NullMarked
package io.dualstream.outbox.relay.config;

import org.jspecify.annotations.NullMarked;
