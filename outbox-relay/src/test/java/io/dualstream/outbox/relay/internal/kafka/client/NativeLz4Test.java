package io.dualstream.outbox.relay.internal.kafka.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import net.jpountz.lz4.LZ4Factory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class NativeLz4Test {

    private static final String COMPRESSED = "compressed with ";

    /** Ends without a word, as if killed, after it has compressed. */
    static final class Program {
        public static void main(String[] arguments) {
            NativeLz4.prefer();
            LZ4Factory lz4 = LZ4Factory.fastestInstance();
            byte[] text = "a".repeat(10_000).getBytes(StandardCharsets.US_ASCII);
            byte[] packed = lz4.fastCompressor().compress(text);
            NativeLz4.prefer();
            byte[] again = lz4.fastDecompressor().decompress(packed, text.length);
            System.out.println(COMPRESSED + lz4 + ", " + (text.length == again.length));
            System.out.flush();
            Runtime.getRuntime().halt(0);
        }
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "elsewhere a killed process leaves its native code")
    void aKilledProcessLeavesNoNativeCode(@TempDir Path folder) throws IOException, InterruptedException {
        Path temporary = Files.createDirectory(folder.resolve("temporary files"));
        Path printed = folder.resolve("printed");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.io.tmpdir=" + temporary,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Program.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start();

        assertThat(process.waitFor()).as(Files.readString(printed)).isZero();
        assertThat(Files.readAllLines(printed)).contains(COMPRESSED + "LZ4Factory:JNI, true");
        assertThat(temporary).isEmptyDirectory();
    }
}
