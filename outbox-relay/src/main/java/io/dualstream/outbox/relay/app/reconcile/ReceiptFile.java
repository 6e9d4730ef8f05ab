package io.dualstream.outbox.relay.app.reconcile;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dualstream.outbox.relay.status.Reconciler.Position;
import io.dualstream.outbox.relay.status.Reconciler.Stretch;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * A file of receipts. Each line is written whole, and to the disk, before the next stretch begins; a line that a power failure
 * cut off is taken away. Not thread-safe; a second process is refused.
 */
public final class ReceiptFile implements AutoCloseable {

    /** Thrown where a file is not as it was written. The message names the line. */
    public static final class BrokenChainException extends IOException {

        private static final long serialVersionUID = 1L;

        BrokenChainException(String message) {
            super(message);
        }
    }

    /**
     * What a file says, if it is as it was written.
     *
     * @param hash SHA-256 of its last line
     * @param bytes length of its whole lines
     * @param differing number of lines with a difference
     */
    public record Chain(
            long lines, long differing, @Nullable Position position, String hash, long bytes) {}

    private final FileChannel file;
    private final Seal seal;
    private final @Nullable Position position;
    private String previous;
    private Map<String, Long> offsets;

    private ReceiptFile(FileChannel file, Seal seal, Chain chain) {
        this.file = file;
        this.seal = seal;
        this.position = chain.position();
        this.previous = chain.hash();
        this.offsets = position == null ? Map.of() : position.kafka();
    }

    /**
     * Opens the file to append to it. Creates it if it does not exist.
     *
     * @throws BrokenChainException if it is not as it was written; the file is left as it is
     */
    public static ReceiptFile open(Path path, Seal seal) throws IOException {
        FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = file.tryLock(Long.MAX_VALUE - 1, 1, false); // behind everything: it may be read
            if (lock == null) {
                throw new IOException(path + " is in use by another process");
            }
            Chain chain = verify(path, seal);
            file.truncate(chain.bytes());
            file.position(chain.bytes());
            return new ReceiptFile(file, seal, chain);
        } catch (OverlappingFileLockException e) {
            file.close();
            throw new IOException(path + " is in use", e);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** Where the last receipt ends; null if there was none when the file was opened. */
    public @Nullable Position position() {
        return position;
    }

    /** Writes the receipt of a stretch, and returns it. */
    public String append(Stretch stretch) throws IOException {
        String line = seal.seal(ReceiptLine.write(previous, stretch, offsets));
        ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(UTF_8));
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
        file.force(false);
        previous = Seal.sha256(line);
        offsets = stretch.next().kafka();
        return line;
    }

    /** Checks that each line follows the one before. What comes after the last line end is left out. */
    public static Chain verify(Path path, Seal seal) throws IOException {
        Chain chain = new Chain(0, 0, null, Seal.NONE, 0);
        try (InputStream in = new BufferedInputStream(Files.newInputStream(path))) {
            for (byte[] line = lineOf(in); line != null; line = lineOf(in)) {
                chain = next(chain, text(line, chain.lines() + 1), seal);
            }
        } catch (NoSuchFileException e) {
            throw new IOException("there is no file " + path + ": name the one that --receipts wrote", e);
        }
        return chain;
    }

    /** The next line, if it is whole. In bytes, because a line may have been cut off within a character. */
    private static byte @Nullable [] lineOf(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0; b = in.read()) {
            if (b == '\n') {
                return line.toByteArray();
            }
            line.write(b);
        }
        return null;
    }

    private static String text(byte[] line, long number) throws BrokenChainException {
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString();
        } catch (CharacterCodingException e) {
            throw new BrokenChainException("line " + number + " is no receipt: it has bytes that are no text");
        }
    }

    private static Chain next(Chain chain, String line, Seal seal) throws BrokenChainException {
        long number = chain.lines() + 1;
        Position before = chain.position();
        try {
            JsonNode receipt = ReceiptLine.parse(line);
            if (!receipt.path("previous").asString("").equals(chain.hash())) {
                throw new BrokenChainException(
                        number == 1
                                ? "line 1 does not begin a chain: lines before it were taken away, or it was changed"
                                : "line " + number + " does not follow line " + (number - 1)
                                        + ": one of the two was changed, or lines between them were taken away");
            }
            if (!seal.holds(line)) {
                throw new BrokenChainException("line " + number + " was not written with this key, or was changed");
            }
            return new Chain(
                    number,
                    chain.differing() + (receipt.path("differences").isEmpty() ? 0 : 1),
                    ReceiptLine.position(receipt, before == null ? Map.of() : before.kafka()),
                    Seal.sha256(line),
                    chain.bytes() + line.getBytes(UTF_8).length + 1);
        } catch (JacksonException | DateTimeException e) {
            throw new BrokenChainException("line " + number + " is no receipt: " + e.getMessage());
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
