package io.dualstream.outbox.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** What a host that only publishes gets with the starter, by the poms of this project. */
class PublisherClassPathTest {

    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();

    @Test
    void bringsNoDebeziumNoKafkaAndNoRedisClient() throws Exception {
        Set<String> brought = new TreeSet<>();

        collect("outbox-spring-starter", brought);

        assertThat(brought)
                .contains("org.springframework.boot:spring-boot-jdbc", "org.flywaydb:flyway-core")
                .allMatch(name -> name.matches("(io\\.dualstream:outbox-(core|db|kafka|runtime)"
                        + "|org\\.springframework(\\.boot)?:spring-(?!kafka|data|boot-kafka|boot-data).*"
                        + "|tools\\.jackson\\.core:.*|org\\.flywaydb:.*|org\\.postgresql:.*"
                        + "|org\\.jspecify:jspecify|org\\.slf4j:slf4j-api)"));
    }

    private static void collect(String module, Set<String> brought) throws Exception {
        var pom = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(PROJECT.resolve(module).resolve("pom.xml").toFile());
        Element dependencies =
                (Element) pom.getElementsByTagName("dependencies").item(0);
        NodeList each = dependencies.getElementsByTagName("dependency");
        for (int i = 0; i < each.getLength(); i++) {
            Element dependency = (Element) each.item(i);
            String artifact = text(dependency, "artifactId");
            boolean travels = text(dependency, "optional").isEmpty()
                    && Set.of("", "compile", "runtime").contains(text(dependency, "scope"));
            if (travels && brought.add(text(dependency, "groupId") + ":" + artifact) && isOurs(dependency)) {
                String directory = artifact.equals("outbox-db") ? "db" : artifact;
                assertThat(Files.isDirectory(PROJECT.resolve(directory))).isTrue();
                collect(directory, brought);
            }
        }
    }

    private static boolean isOurs(Element dependency) {
        return text(dependency, "groupId").equals("io.dualstream");
    }

    private static String text(Element element, String name) {
        NodeList found = element.getElementsByTagName(name);
        return found.getLength() == 0 ? "" : found.item(0).getTextContent().strip();
    }
}
