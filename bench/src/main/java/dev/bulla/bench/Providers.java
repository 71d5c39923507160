// SPDX-License-Identifier: Apache-2.0
package dev.bulla.bench;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.Provider;
import org.conscrypt.Conscrypt;

/** The sets of providers that core can be told to use, and the providers themselves for the raw primitives beside them. */
final class Providers {
    static final String ACCP_AND_CONSCRYPT = "accp+conscrypt";
    static final String CONSCRYPT = "conscrypt";

    private Providers() {}

    /** Makes core use this set for what is built after: core reads the property at each use. */
    static void choose(String set) {
        System.setProperty("bulla.providers", set);
        if (set.contains("accp") && AmazonCorrettoCryptoProvider.INSTANCE.getLoadingError() != null) {
            throw new IllegalStateException(
                    "ACCP does not load here", AmazonCorrettoCryptoProvider.INSTANCE.getLoadingError());
        }
        if (set.contains("conscrypt")) {
            Conscrypt.checkAvailability();
        }
    }

    static Provider conscrypt() {
        return Conscrypt.newProviderBuilder().provideTrustManager(false).build();
    }

    /** What core takes Ed25519 and AES-GCM from in this set. */
    static Provider ofSmallThings(String set) {
        return set.contains("accp") ? AmazonCorrettoCryptoProvider.INSTANCE : conscrypt();
    }

    /** The versions of the native libraries, for the head of the table. */
    static String versions() {
        Conscrypt.Version conscrypt = Conscrypt.version();
        return "ACCP " + AmazonCorrettoCryptoProvider.INSTANCE.getVersionStr() + ", Conscrypt " + conscrypt.major()
                + "." + conscrypt.minor() + "." + conscrypt.patch();
    }
}
