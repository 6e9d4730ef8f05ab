package io.dualstream.outbox.benchmarks.campaign.writers;

import java.util.List;
import java.util.Random;

/**
 * The content of one transaction.
 *
 * @param savepoint whether half of the work is done, rolled back to a savepoint, and done in another way
 * @param aggregates rows to lock, in order
 * @param events per aggregate and step
 */
public record Shape(Door door, Ending ending, boolean savepoint, List<Integer> aggregates, int events) {

    private static final List<Door> DOORS = List.of(Door.values());

    /** Draws a shape: mostly small commits, about 7 % rollbacks, sometimes a large transaction or a violent end. */
    static Shape draw(Random random, int aggregateCount) {
        Door door = DOORS.get(random.nextInt(DOORS.size()));
        int locked = 1 + random.nextInt(3);
        int events = door == Door.COPY ? 1 + random.nextInt(60) : 1 + random.nextInt(3);
        List<Integer> aggregates = random.ints(0, aggregateCount)
                .distinct()
                .limit(locked)
                .sorted()
                .boxed()
                .toList();
        return new Shape(door, ending(random.nextInt(1000)), random.nextInt(10) == 0, aggregates, events);
    }

    private static Ending ending(int perMille) {
        if (perMille < 60) {
            return Ending.ROLLBACK;
        } else if (perMille < 70) {
            return Ending.ROLLBACK_PREPARED;
        } else if (perMille < 90) {
            return Ending.COMMIT_PREPARED;
        } else if (perMille < 95) {
            return Ending.KILLED_BACKEND;
        }
        return Ending.COMMIT;
    }
}
