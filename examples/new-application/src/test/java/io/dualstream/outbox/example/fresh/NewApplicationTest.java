package io.dualstream.outbox.example.fresh;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compiles and starts the guide's application unchanged. The script "run" tests its pom.xml. */
class NewApplicationTest {

    private static final Path GUIDE = Path.of("../../docs/getting-started-spring.md");
    private static final String CLASSPATH = System.getProperty("java.class.path");

    @Test
    void publishesItsFirstEventToBothStreamsInFewerThanFifteenLines(@TempDir Path folder) throws IOException {
        Guide guide = Guide.read(GUIDE);
        guide.writeInto(folder);

        assertThat(guide.lines()).isBetween(5L, 14L);
        FirstEvent event = FirstEvent.of(application(folder));
        assertThat(event.inKafka())
                .startsWith("outbox.event.order 4711 {\"item\":\"kite\"}")
                .contains("ce_type: OrderPlaced");
        assertThat(event.inRedis()).contains("\"subject\":\"4711\"", "\"type\":\"OrderPlaced\"");
    }

    private static ProcessBuilder application(Path folder) throws IOException {
        Path classes = Files.createDirectory(folder.resolve("classes"));
        Path source = folder.resolve("src/main/java/com/example/shop/Shop.java");
        JavaCompiler compiler = requireNonNull(ToolProvider.getSystemJavaCompiler(), "a JDK");
        assertThat(compiler.run(null, null, null, "-cp", CLASSPATH, "-d", classes.toString(), source.toString()))
                .isZero();
        Files.copy(
                folder.resolve("src/main/resources/application.properties"), classes.resolve("application.properties"));
        String java = System.getProperty("java.home") + "/bin/java";
        String temporary = "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir");
        return new ProcessBuilder(
                        java, temporary, "-cp", classes + File.pathSeparator + CLASSPATH, "com.example.shop.Shop")
                .redirectErrorStream(true)
                .redirectOutput(new File("target/new-application.log"));
    }
}
