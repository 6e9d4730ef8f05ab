package io.dualstream.outbox.benchmarks.campaign;

import io.dualstream.outbox.benchmarks.campaign.faults.Fault;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/** Draws faults so that each kind comes equally often, now and then two or three together. */
final class Episodes {

    private final List<Fault> kinds;
    private final Random random;
    private final Deque<Fault> bag = new ArrayDeque<>();

    Episodes(List<Fault> kinds, long seed) {
        this.kinds = kinds;
        this.random = new Random(seed);
    }

    /** The next faults, which strike before the relay may recover. */
    List<Fault> next() {
        List<Fault> faults = new ArrayList<>(List.of(draw()));
        int oneIn = faults.get(0).lasts() ? 2 : 4;
        while (faults.size() < 3 && random.nextInt(oneIn) == 0) {
            Fault another = draw();
            if (faults.stream().allMatch(another::mayFollow)) {
                faults.add(another);
            } else {
                bag.addLast(another);
            }
        }
        return faults;
    }

    private Fault draw() {
        if (bag.isEmpty()) {
            List<Fault> all = new ArrayList<>(kinds);
            Collections.shuffle(all, random);
            bag.addAll(all);
        }
        return bag.removeFirst();
    }
}
