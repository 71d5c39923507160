// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.Provider;
import java.util.Locale;
import org.conscrypt.Conscrypt;
import org.jspecify.annotations.Nullable;

/**
 * The two native libraries, each loaded at its first use and at most once. Neither is ever registered with the JVM.
 *
 * <p>Whatever goes wrong while loading (class not on the path, another processor, no directory to unpack into) is kept as a reason. The
 * classes of a library are named only in its own nested class, so that this one links without them.
 */
enum NativeLibrary {
    CONSCRYPT,
    ACCP;

    private volatile @Nullable Loaded loaded;

    /** The provider, or null where it does not load. */
    @Nullable Provider provider() {
        return load().provider;
    }

    /** The name and version, or why it did not load. */
    String description() {
        return load().description;
    }

    private Loaded load() {
        Loaded known = loaded;
        if (known == null) {
            synchronized (this) {
                known = loaded;
                if (known == null) {
                    known = attempt();
                    loaded = known;
                }
            }
        }
        return known;
    }

    private Loaded attempt() {
        try {
            return switch (this) {
                case CONSCRYPT -> ConscryptAccess.load();
                case ACCP -> AccpAccess.load();
            };
        } catch (RuntimeException | LinkageError e) {
            return new Loaded(null, name().toLowerCase(Locale.ROOT) + " did not load: " + e);
        }
    }

    private static final class ConscryptAccess {
        static Loaded load() {
            Conscrypt.checkAvailability();
            Conscrypt.Version version = Conscrypt.version();
            Provider provider =
                    Conscrypt.newProviderBuilder().provideTrustManager(false).build();
            return new Loaded(
                    provider, "Conscrypt " + version.major() + "." + version.minor() + "." + version.patch());
        }
    }

    private static final class AccpAccess {
        static Loaded load() {
            AmazonCorrettoCryptoProvider provider = AmazonCorrettoCryptoProvider.INSTANCE;
            Throwable error = provider.getLoadingError();
            return error == null
                    ? new Loaded(provider, "ACCP " + provider.getVersionStr())
                    : new Loaded(null, "accp did not load: " + error);
        }
    }

    private record Loaded(@Nullable Provider provider, String description) {}
}
