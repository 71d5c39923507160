// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where no native library loads, the portable services take their places. */
class PrimitivesFallbackTest {
    /** Runs in a JVM of its own, started by a test below. */
    public static void main(String[] arguments) {
        SigningKey key = Primitives.best().signingKey(SignatureScheme.ED25519, ProviderSets.seed(1));
        Primitives.best().gcm().seal(ProviderSets.seed(1), new byte[12], new byte[0], new byte[0]);
        System.out.println(
                key + " " + Primitives.best().name() + " " + Primitives.best().services());
    }

    @Test
    void withoutTheNativeJarsTheBestSetIsThePortableOne() throws Exception {
        URL[] path = {location(Primitives.class), location(Ed25519.class)};
        try (URLClassLoader loader = new URLClassLoader(path, ClassLoader.getPlatformClassLoader())) {
            Object best = call(loader, null, "best");
            assertThat(call(loader, best, "name")).isEqualTo("portable");
            Map<?, ?> services = (Map<?, ?>) call(loader, best, "services");
            assertThat(services.get("without ACCP")).asString().contains("NoClassDefFoundError");
            assertThat(services.get("without Conscrypt")).asString().contains("NoClassDefFoundError");
        }
    }

    @Test
    void onAnotherProcessorWithNowhereToUnpackTheLibrariesTheBestSetIsThePortableOne(@TempDir Path directory)
            throws Exception {
        // below a file, so that not even root can make it
        String nowhere =
                Files.createFile(directory.resolve("file")).resolve("tmp").toString();
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.io.tmpdir=" + nowhere,
                        "-Dos.arch=sparc",
                        "-cp",
                        System.getProperty("java.class.path"),
                        PrimitivesFallbackTest.class.getName())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output)
                .contains("SigningKey(ED25519) portable")
                .contains("without ACCP")
                .contains("without Conscrypt");
    }

    @Test
    void aPropertyNamesTheSet() {
        String before = System.getProperty(Primitives.PROPERTY);
        try {
            System.setProperty(Primitives.PROPERTY, "portable");
            assertThat(Primitives.best()).isSameAs(Primitives.portable());
            System.setProperty(Primitives.PROPERTY, "fastest");
            assertThatThrownBy(Primitives::best).isInstanceOf(IllegalArgumentException.class);
        } finally {
            if (before == null) {
                System.clearProperty(Primitives.PROPERTY);
            } else {
                System.setProperty(Primitives.PROPERTY, before);
            }
        }
    }

    private static Object call(ClassLoader loader, @Nullable Object target, String name) throws Exception {
        Method method = loader.loadClass(Primitives.class.getName()).getDeclaredMethod(name);
        method.setAccessible(true);
        return method.invoke(target);
    }

    private static URL location(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation();
    }
}
