package io.dualstream.outbox.testkit.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RequiredProgramTest {

    private static final List<String> NAMES = List.of("chromium", "chromium-browser");

    @Test
    void isTheFirstOnThePath(@TempDir Path folder) throws IOException {
        Path program = Files.createFile(folder.resolve("chromium-browser"));
        Files.createFile(Files.createDirectory(folder.resolve("not-executable")).resolve("chromium"));
        assertThat(program.toFile().setExecutable(true)).isTrue();
        Map<String, String> environment = Map.of("PATH", folder + "/none:" + folder + "/not-executable::" + folder);

        assertThat(new RequiredProgram(environment).get("chromium", NAMES)).isEqualTo(program);
    }

    @Test
    void skipsTheTestWithoutIt(@TempDir Path folder) {
        assertThatThrownBy(() -> new RequiredProgram(Map.of("PATH", folder.toString())).get("chromium", NAMES))
                .matches(thrown -> thrown.getClass().getSimpleName().equals("TestAbortedException"))
                .hasMessageContaining("SKIPPED: no chromium or chromium-browser")
                .hasMessageContaining("apt-get install chromium");
    }

    @Test
    void failsTheTestWithoutItWhereEveryTestHasToRun(@TempDir Path folder) {
        var environment = Map.of("PATH", folder.toString(), RequiredProgram.VARIABLE, "true");

        assertThatThrownBy(() -> new RequiredProgram(environment).get("chromium", NAMES))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("OUTBOX_REQUIRE_TOOLS is true");
    }
}
