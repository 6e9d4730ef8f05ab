package io.dualstream.outbox.benchmarks.campaign;

import static java.nio.charset.StandardCharsets.UTF_8;
import static net.bytebuddy.matcher.ElementMatchers.isDefaultConstructor;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.zip.ZipFile;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.implementation.Implementation;
import net.bytebuddy.implementation.MethodCall;
import net.bytebuddy.matcher.ElementMatcher;
import net.bytebuddy.pool.TypePool;

/** Classes and resources of a relay's jar, changed, in a directory that goes before the jar; and settings that go before its own. */
record Overlay(Path jar, Path directory, Map<String, String> settings) {

    private static final String RELAY = "io.dualstream.outbox.relay.";

    /** A body that returns a list of nothing. */
    static final Implementation EMPTY_LIST = constructing(ArrayList.class);

    /** A body that returns a map of nothing. */
    static final Implementation EMPTY_MAP = constructing(HashMap.class);

    private static Implementation constructing(Class<?> type) {
        return MethodCall.construct(TypeDescription.ForLoadedType.of(type)
                .getDeclaredMethods()
                .filter(isDefaultConstructor())
                .getOnly());
    }

    /** What comes first comes last: in the list that a method is called with. */
    static final class ReversedList {

        private ReversedList() {}

        @Advice.OnMethodEnter
        @SuppressWarnings("UnusedAssignment") // is what the method gets
        static void reverse(@Advice.Argument(value = 0, readOnly = false) List<Object> elements) {
            List<Object> reversed = new ArrayList<>(elements);
            Collections.reverse(reversed);
            elements = reversed;
        }
    }

    void nothing() {}

    void setting(String variable, String value) {
        settings.put(variable, value);
    }

    /** Gives the methods of a class (named within the relay's package) another body. */
    void method(String type, ElementMatcher<? super MethodDescription> methods, Implementation body)
            throws IOException {
        change(type, builder -> builder.method(methods).intercept(body));
    }

    /** Has the methods of a class do something before their own body. */
    void advice(String type, ElementMatcher<? super MethodDescription> methods, Class<?> before) throws IOException {
        change(type, builder -> builder.visit(Advice.to(before).on(methods)));
    }

    private void change(String type, UnaryOperator<DynamicType.Builder<?>> change) throws IOException {
        try (ClassFileLocator relay = ClassFileLocator.ForJarFile.of(jar.toFile());
                ClassFileLocator all = new ClassFileLocator.Compound(withLibraries(relay))) {
            TypeDescription old =
                    TypePool.Default.of(all).describe(RELAY + type).resolve();
            try (DynamicType.Unloaded<?> changed =
                    change.apply(new ByteBuddy().redefine(old, relay)).make()) {
                changed.saveIn(directory.toFile());
            }
        }
    }

    /** Fields and parameters of the relay's classes have types of its libraries, too. */
    private List<ClassFileLocator> withLibraries(ClassFileLocator relay) throws IOException {
        List<ClassFileLocator> all =
                new ArrayList<>(List.of(relay, ClassFileLocator.ForClassLoader.ofPlatformLoader()));
        try (DirectoryStream<Path> libraries = Files.newDirectoryStream(jar.resolveSibling("lib"), "*.jar")) {
            for (Path library : libraries) {
                all.add(ClassFileLocator.ForJarFile.of(library.toFile()));
            }
        }
        return all;
    }

    /** Changes a text file; throws if the text stays the same. */
    void resource(String name, UnaryOperator<String> change) throws IOException {
        String path = RELAY.replace('.', '/') + name;
        try (ZipFile zip = new ZipFile(jar.toFile());
                InputStream in = zip.getInputStream(Objects.requireNonNull(zip.getEntry(path), path))) {
            String text = new String(in.readAllBytes(), UTF_8);
            String changed = change.apply(text);
            if (changed.equals(text)) {
                throw new IllegalStateException(path + " is not as it was when this mistake was thought of");
            }
            Path file = directory.resolve(path);
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
            Files.writeString(file, changed);
        }
    }
}
