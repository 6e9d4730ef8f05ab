package io.dualstream.outbox.example.fresh;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks that every link within the documentation has a target, and that the pages stay short. */
class DocumentationTest {

    private static final Path ROOT = Path.of("../..");
    private static final int README_WORDS = 1_300;
    private static final int WORDS = 20_000;

    /** Matches tables that a command writes, or that another test compares with the code. */
    private static final Pattern NOT_COUNTED = Pattern.compile(
            "<!-- campaign results.*?<!-- end of campaign results -->|<!-- settings.*?<!-- end of settings -->",
            Pattern.DOTALL);

    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s:]*)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");

    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path page : pages()) {
            for (String link : found(LINK, Files.readString(page))) {
                if (!leadsSomewhere(page, link)) {
                    broken.add(ROOT.relativize(page) + " -> " + link);
                }
            }
        }

        assertThat(broken).isEmpty();
    }

    @Test
    void theReadmeStaysShort() throws IOException {
        assertThat(words(ROOT.resolve("README.md")))
                .as("README.md has more than %d words: move detail to a page in docs and link it", README_WORDS)
                .isLessThanOrEqualTo(README_WORDS);
    }

    @Test
    void thePagesStayShort() throws IOException {
        long words = words(ROOT.resolve("README.md"));
        for (Path page : markdown(ROOT.resolve("docs"), 1)) {
            words += words(page);
        }

        assertThat(words)
                .as(
                        "README.md and docs/*.md have more than %d words: say a thing in one place, and move detail to"
                                + " docs/decisions",
                        WORDS)
                .isLessThanOrEqualTo(WORDS);
    }

    /** Returns the number of words, as {@code wc -w} counts words. */
    private static long words(Path page) throws IOException {
        String counted = NOT_COUNTED.matcher(Files.readString(page)).replaceAll("");
        return counted.isBlank() ? 0 : counted.strip().split("\\s+").length;
    }

    private static List<Path> pages() throws IOException {
        return Stream.concat(markdown(ROOT, 1).stream(), markdown(ROOT.resolve("docs"), Integer.MAX_VALUE).stream())
                .toList();
    }

    private static List<Path> markdown(Path folder, int depth) throws IOException {
        try (Stream<Path> files = Files.walk(folder, depth)) {
            return files.filter(file -> file.toString().endsWith(".md")).toList();
        }
    }

    private static boolean leadsSomewhere(Path page, String link) throws IOException {
        int hash = link.indexOf('#');
        String file = hash < 0 ? link : link.substring(0, hash);
        Path target = file.isEmpty() ? page : page.resolveSibling(file);
        if (!Files.exists(target)) {
            return false;
        }
        return hash < 0
                || !target.toString().endsWith(".md")
                || found(HEADING, Files.readString(target)).stream()
                        .anyMatch(heading -> anchor(heading).equals(link.substring(hash + 1)));
    }

    /** Returns the anchor that GitHub makes of a heading. */
    private static String anchor(String heading) {
        return heading.toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N} _-]", "")
                .replace(' ', '-');
    }

    private static List<String> found(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }
}
