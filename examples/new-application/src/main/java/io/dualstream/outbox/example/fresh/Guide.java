package io.dualstream.outbox.example.fresh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files that a page of documentation shows. Each file is a line that contains only the file's path in backticks, and
 * then a code block.
 */
public record Guide(Map<Path, String> files) {

    private static final Pattern FILE = Pattern.compile("(?m)^`([\\w./-]+)`\n\n```\\w*\n(.*?)^```$", Pattern.DOTALL);

    /** Matches lines that are not counted, because they are empty or the editor writes them. */
    private static final Pattern NOT_COUNTED = Pattern.compile("\\s*|import .*|package .*");

    /** Reads the page, in UTF-8. */
    public static Guide read(Path page) throws IOException {
        Map<Path, String> files = new LinkedHashMap<>();
        Matcher file = FILE.matcher(Files.readString(page));
        while (file.find()) {
            files.put(Path.of(file.group(1)), file.group(2));
        }
        return new Guide(files);
    }

    /** Writes the files into a folder, which must not contain them yet. */
    public void writeInto(Path folder) throws IOException {
        for (Map.Entry<Path, String> file : files.entrySet()) {
            Path path = folder.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue(), StandardOpenOption.CREATE_NEW);
        }
    }

    /** Returns the number of lines of code and configuration, without Maven's files, imports and empty lines. */
    public long lines() {
        return files.entrySet().stream()
                .filter(file -> !file.getKey().endsWith("pom.xml"))
                .flatMap(file -> file.getValue().lines())
                .filter(line -> !NOT_COUNTED.matcher(line).matches())
                .count();
    }

    public static void main(String[] pageAndFolder) throws IOException {
        Guide guide = read(Path.of(pageAndFolder[0]));
        guide.writeInto(Path.of(pageAndFolder[1]));
        guide.files.forEach((path, text) -> System.out.println("   " + path));
        System.out.println("   " + guide.lines() + " lines of code and configuration");
    }
}
