/**
 * What goes wrong, and what it goes wrong with: the servers, the relays' processes, and every fault that strikes them.
 */
@NullMarked
package io.dualstream.outbox.benchmarks.campaign.faults;

import org.jspecify.annotations.NullMarked;
