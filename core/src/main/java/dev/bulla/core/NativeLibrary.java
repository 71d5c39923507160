// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.Provider;
import java.util.function.Supplier;
import org.conscrypt.Conscrypt;
import org.jspecify.annotations.Nullable;

/**
 * The two native libraries, each loaded at its first use and at most once. Neither is ever registered with the JVM.
 *
 * <p>Whatever goes wrong while loading (class not on the path, another processor, no directory to unpack into) is kept
 * as a reason. The classes of a library are named only in its own nested class, so that this one links without them.
 */
final class NativeLibrary {
    static final NativeLibrary CONSCRYPT = new NativeLibrary("Conscrypt", () -> ConscryptAccess.load());
    static final NativeLibrary ACCP = new NativeLibrary("ACCP", () -> AccpAccess.load());

    private final Lazy<Loaded> loaded;

    private NativeLibrary(String name, Supplier<Loaded> loader) {
        loaded = new Lazy<>(() -> attempt(name, loader));
    }

    /** The provider, or null where it does not load. */
    @Nullable
    Provider provider() {
        Loaded result = loaded.get();
        return result == null ? null : result.provider;
    }

    /** The name and version, or why it did not load. */
    String description() {
        Loaded result = loaded.get();
        return result == null ? "" : result.description;
    }

    private static Loaded attempt(String name, Supplier<Loaded> loader) {
        try {
            return loader.get();
        } catch (RuntimeException | LinkageError | AssertionError e) {
            return new Loaded(null, name + " did not load: " + e);
        }
    }

    private static final class ConscryptAccess {
        static Loaded load() {
            Conscrypt.checkAvailability();
            Conscrypt.Version version = Conscrypt.version();
            Provider provider =
                    Conscrypt.newProviderBuilder().provideTrustManager(false).build();
            return new Loaded(provider, "Conscrypt " + version.major() + "." + version.minor() + "." + version.patch());
        }
    }

    private static final class AccpAccess {
        static Loaded load() {
            AmazonCorrettoCryptoProvider provider = AmazonCorrettoCryptoProvider.INSTANCE;
            Throwable error = provider.getLoadingError();
            return error == null
                    ? new Loaded(provider, "ACCP " + provider.getVersionStr())
                    : new Loaded(null, "ACCP did not load: " + error);
        }
    }

    private record Loaded(@Nullable Provider provider, String description) {}
}
