package io.dualstream.outbox.benchmarks.control;

import io.dualstream.outbox.benchmarks.load.Marks;
import java.nio.ByteBuffer;
import java.sql.SQLException;

/**
 * Reads the slot's stream and counts the inserts: no decoding, no Kafka. Prints the marks of {@link Marks} at the first insert,
 * at a third of them and at the last.
 */
final class ReadAlone implements Control {

    @Override
    public void run(ControlSettings settings) throws SQLException {
        int inserts = 0;
        try (WalStream stream = new WalStream(settings)) {
            while (inserts < settings.events()) {
                ByteBuffer message = stream.read();
                if (message.get(message.position()) == 'I') {
                    inserts++;
                    Marks.printWhenReached(inserts, settings.events());
                }
            }
        }
    }
}
