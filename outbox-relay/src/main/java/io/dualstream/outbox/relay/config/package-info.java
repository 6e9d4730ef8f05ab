/** Everything a relay can be told: settings, validated once, and the choices they offer. Ground floor: every room may know it. */
@NullMarked
package io.dualstream.outbox.relay.config;

import org.jspecify.annotations.NullMarked;
