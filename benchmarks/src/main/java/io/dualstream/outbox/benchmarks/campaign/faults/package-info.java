/** The faults and the objects that they act on: servers, processes of relays, and every fault. */
@NullMarked
package io.dualstream.outbox.benchmarks.campaign.faults;

import org.jspecify.annotations.NullMarked;
