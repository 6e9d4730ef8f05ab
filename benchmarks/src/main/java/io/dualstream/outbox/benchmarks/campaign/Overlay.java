package io.dualstream.outbox.benchmarks.campaign;

import static java.nio.charset.StandardCharsets.UTF_8;
import static net.bytebuddy.matcher.ElementMatchers.isDefaultConstructor;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.zip.ZipFile;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.implementation.Implementation;
import net.bytebuddy.implementation.MethodCall;
import net.bytebuddy.matcher.ElementMatcher;
import net.bytebuddy.pool.TypePool;

/** Changed classes and resources of a relay's jar, in a directory that precedes the jar in the class path. */
record Overlay(Path jar, Path directory) {

    private static final String RELAY = "io.dualstream.outbox.relay.";

    /** A method body that returns an empty list. */
    static final Implementation EMPTY_LIST = MethodCall.construct(TypeDescription.ForLoadedType.of(ArrayList.class)
            .getDeclaredMethods()
            .filter(isDefaultConstructor())
            .getOnly());

    void nothing() {}

    /** Replaces the body of a class's methods. The class is named relative to the relay's package. */
    void method(String type, ElementMatcher<? super MethodDescription> methods, Implementation body)
            throws IOException {
        try (ClassFileLocator relay = ClassFileLocator.ForJarFile.of(jar.toFile());
                ClassFileLocator all =
                        new ClassFileLocator.Compound(relay, ClassFileLocator.ForClassLoader.ofPlatformLoader())) {
            TypeDescription old =
                    TypePool.Default.of(all).describe(RELAY + type).resolve();
            try (DynamicType.Unloaded<?> changed = new ByteBuddy()
                    .redefine(old, relay)
                    .method(methods)
                    .intercept(body)
                    .make()) {
                changed.saveIn(directory.toFile());
            }
        }
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
