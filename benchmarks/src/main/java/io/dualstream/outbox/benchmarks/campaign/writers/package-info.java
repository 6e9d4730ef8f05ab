/**
 * The writers that work while servers fail: transactions of every shape, through every way into the outbox, and the history of
 * intents and outcomes. The table decides about outcomes that a writer cannot know; the result is the truth that the judge
 * uses.
 */
@NullMarked
package io.dualstream.outbox.benchmarks.campaign.writers;

import org.jspecify.annotations.NullMarked;
