package io.dualstream.outbox.relay.app.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dualstream.outbox.relay.status.Reconciler;
import io.dualstream.outbox.relay.status.Reconciler.Position;
import io.dualstream.outbox.relay.status.Reconciler.Report;
import io.dualstream.outbox.relay.status.Reconciler.Stretch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is changed in a file of receipts is found, and a cut off line is taken away. */
class ReceiptFileTest {

    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

    private final Path folder;
    private final Path file;
    private final Path key;

    ReceiptFileTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
        this.file = folder.resolve("receipts.jsonl");
        this.key = Files.writeString(folder.resolve("key"), "a secret of some length\n");
    }

    @BeforeEach
    void write() throws IOException {
        append(Seal.withKeyOf(key), stretch(1, Map.of("order-0", 3L)), stretch(2, Map.of("order-0", 3L, "item-0", 1L)));
        append(Seal.withKeyOf(key), stretch(3, Map.of("item-0", 2L)), stretch(4, Map.of("item-0", 2L)));
    }

    @Test
    void goesOnWhereItEnded() throws IOException {
        ReceiptFile.Chain chain = ReceiptFile.verify(file, Seal.withKeyOf(key));

        assertThat(chain.lines()).isEqualTo(4);
        assertThat(chain.differing()).isEqualTo(2);
        assertThat(chain.position()).isEqualTo(stretch(4, Map.of("item-0", 2L)).next());
        assertThat(chain.bytes()).isEqualTo(Files.size(file));
        List<String> lines = Files.readAllLines(file);
        assertThat(lines.get(0)).contains("\"offsets\":{\"order-0\":3}").contains("\"redis\":null");
        assertThat(lines.get(1)).contains("\"offsets\":{\"item-0\":1}").contains("\"differences\":{\"LOST\":1}");
        assertThat(lines.get(2)).contains("\"offsets\":{\"item-0\":2,\"order-0\":null}");
        assertThat(lines.get(3)).contains("\"offsets\":{}");
        assertThat(ReceiptFile.verify(file, Seal.withoutKey()).lines()).isEqualTo(4);
    }

    @Test
    void findsEveryEditedLine() throws IOException {
        for (int line = 0; line < 4; line++) {
            String whole = Files.readString(file);
            change(line, text -> text.replace("\"table\":7", "\"table\":8"));
            broken(Seal.withKeyOf(key), "line " + (line + 1));
            if (line < 3) {
                broken(Seal.withoutKey(), "line " + (line + 2) + " does not follow line " + (line + 1));
            }
            assertThatThrownBy(() -> ReceiptFile.open(file, Seal.withKeyOf(key)))
                    .as("nothing is added to it")
                    .isInstanceOf(ReceiptFile.BrokenChainException.class);
            Files.writeString(file, whole);
        }
    }

    @Test
    void findsBytesThatAreNoText() throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 10] = (byte) 0xff;
        Files.write(file, bytes);
        broken(Seal.withoutKey(), "line 4 is no receipt");
    }

    @Test
    void takesALineAwayThatWasCutOffWithinACharacter() throws IOException {
        long whole = Files.size(file);
        Files.write(file, new byte[] {'{', '"', (byte) 0xc3}, StandardOpenOption.APPEND);
        ReceiptFile.open(file, Seal.withKeyOf(key)).close();
        assertThat(Files.size(file)).isEqualTo(whole);
    }

    @Test
    void saysThatThereIsNoFile() {
        assertThatThrownBy(() -> ReceiptFile.verify(folder.resolve("none"), Seal.withoutKey()))
                .hasMessageContaining("there is no file");
    }

    @Test
    void findsLinesThatAreMissing() throws IOException {
        List<String> lines = Files.readAllLines(file);

        Files.write(file, lines.subList(1, 4));
        broken(Seal.withoutKey(), "line 1 does not begin a chain");
        Files.write(file, List.of(lines.get(0), lines.get(1), lines.get(3)));
        broken(Seal.withoutKey(), "line 3 does not follow line 2");
        Files.write(file, List.of("{}"));
        broken(Seal.withoutKey(), "line 1");
        Files.write(file, List.of("no JSON"));
        broken(Seal.withoutKey(), "line 1 is no receipt");
    }

    @Test
    void findsLinesOfAnotherKey() throws IOException {
        Path other = Files.writeString(folder.resolve("other"), "another secret of some length");
        broken(Seal.withKeyOf(other), "line 1 was not written with this key");
        Path shorter = Files.writeString(folder.resolve("shorter"), "too short");
        assertThatThrownBy(() -> Seal.withKeyOf(shorter))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must have at least 16 bytes, has 9");
    }

    @Test
    void takesAwayALineThatWasCutOff() throws IOException {
        Files.writeString(file, "{\"previous\":\"", StandardOpenOption.APPEND);
        append(Seal.withKeyOf(key), stretch(5, Map.of("item-0", 4L)));

        assertThat(ReceiptFile.verify(file, Seal.withKeyOf(key)).lines()).isEqualTo(5);
    }

    @Test
    void isWrittenByOneAtATime() throws IOException {
        try (ReceiptFile first = ReceiptFile.open(file, Seal.withKeyOf(key))) {
            assertThat(first.position()).isNotNull();
            assertThatThrownBy(() -> ReceiptFile.open(file, Seal.withKeyOf(key)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("is in use");
        }
    }

    private void append(Seal seal, Stretch... stretches) throws IOException {
        try (ReceiptFile receipts = ReceiptFile.open(file, seal)) {
            for (Stretch stretch : stretches) {
                assertThat(Files.readString(file)).doesNotContain(receipts.append(stretch));
            }
        }
    }

    private void broken(Seal seal, String what) {
        assertThatThrownBy(() -> ReceiptFile.verify(file, seal))
                .isInstanceOf(ReceiptFile.BrokenChainException.class)
                .hasMessageContaining(what);
    }

    private interface Change {
        String of(String line);
    }

    private void change(int line, Change change) throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(file));
        String before = lines.get(line);
        lines.set(line, change.of(before));
        assertThat(lines.get(line)).isNotEqualTo(before);
        Files.write(file, lines);
    }

    private static Stretch stretch(int number, Map<String, Long> offsets) {
        boolean differs = number % 2 == 0;
        @Nullable Long inRedis = differs ? 7L : null;
        Report report = new Report(
                START.plusSeconds(number),
                START.plusSeconds(number + 1),
                7,
                6,
                inRedis,
                1,
                0,
                0,
                new Report.Letters(0, 0, 0, 0),
                differs ? Map.of(Report.Kind.LOST, 1L) : Map.of(),
                differs
                        ? List.of(new Report.Difference(Report.Kind.LOST, "kafka", "an id", "order", "seq 1"))
                        : List.of());
        Position next = new Position(
                100 + number,
                START.plusSeconds(number + 1),
                offsets,
                differs ? "1772442900000-" + number : null,
                differs ? START : null);
        return new Reconciler.Stretch(report, 99 + number, next, START, 0, 0, List.of("a note"));
    }
}
