/**
 * Whoever writes while servers die: transactions of every shape, through every door, and the history of what they meant
 * and how each ended. The table settles what a writer cannot know; the outcome is the truth that a judge goes by.
 */
@NullMarked
package io.dualstream.outbox.benchmarks.campaign.writers;

import org.jspecify.annotations.NullMarked;
