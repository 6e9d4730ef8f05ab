package io.dualstream.outbox.benchmarks.campaign.faults;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The fault whose turn it is in an episode, and those before it that last until the episode's other faults have struck. */
public final class Turn {

    private final Deque<Runnable> endings = new ArrayDeque<>();
    private boolean alone = true;
    private @Nullable String withoutEffect;

    /** Strikes; {@code alone} says whether the episode has no other fault. */
    public Struck strike(Fault fault, boolean alone, Scene scene) throws Exception {
        this.alone = alone;
        withoutEffect = null;
        boolean isDuringAnother = !endings.isEmpty();
        fault.strike(scene);
        return new Struck(fault, isDuringAnother, Optional.ofNullable(withoutEffect));
    }

    /** Whether promises hold that another fault would void: that the other stream goes on. */
    boolean isAlone() {
        return alone;
    }

    /** The fault that strikes now met nothing that could suffer from it. */
    void hadNoEffect(String why) {
        withoutEffect = why;
    }

    /** The fault that strikes now is over when that was run. */
    void lastsUntil(Runnable ending) {
        endings.addFirst(ending);
    }

    /** Ends what still lasts, the last first. */
    public void end() {
        while (!endings.isEmpty()) {
            endings.removeFirst().run();
        }
    }
}
