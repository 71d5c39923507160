// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.security.GeneralSecurityException;
import java.security.Provider;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The provider of each encapsulation in one set: Conscrypt where the set has it, else plain Java. Looked up at the
 * first use.
 */
final class Kems {
    private final Supplier<Gcm> gcm;
    private final Lazy<ConscryptKem> xWing;
    private final Lazy<ConscryptKem> x25519;
    private final Lazy<P256Kem> p256;
    private final boolean conscrypt;

    Kems(boolean conscrypt, Supplier<Gcm> gcm) {
        this.conscrypt = conscrypt;
        this.gcm = gcm;
        xWing = new Lazy<>(() -> conscrypt ? conscrypt(Kem.X_WING) : null);
        x25519 = new Lazy<>(() -> conscrypt ? conscrypt(Kem.X25519) : null);
        p256 = new Lazy<>(() -> new P256Kem(conscrypt ? NativeLibrary.CONSCRYPT.provider() : null, gcm));
    }

    /** Whether Conscrypt serves the mechanism in this set. */
    boolean nativeKem(Kem kem) {
        return kem == Kem.P256 ? conscrypt && NativeLibrary.CONSCRYPT.provider() != null : service(kem) != null;
    }

    KemPublic publicKey(Kem kem, byte[] raw) {
        if (kem == Kem.P256) {
            return p256().publicKey(raw);
        }
        ConscryptKem service = service(kem);
        return service == null ? PortableKem.publicKey(kem, raw, gcm) : service.publicKey(raw);
    }

    KemPrivate privateKey(Kem kem, byte[] seed32) {
        if (!KeyRules.acceptableSeed(kem, seed32)) {
            throw new IllegalArgumentException("not an acceptable " + kem + " private key");
        }
        if (kem == Kem.P256) {
            return p256().privateKey(seed32);
        }
        KemPrivate portable = PortableKem.privateKey(kem, seed32, gcm);
        ConscryptKem service = service(kem);
        return service == null ? portable : service.privateKey(seed32, portable);
    }

    private P256Kem p256() {
        P256Kem service = p256.get();
        if (service == null) {
            throw new IllegalStateException("P-256");
        }
        return service;
    }

    private @Nullable ConscryptKem service(Kem kem) {
        return switch (kem) {
            case X_WING -> xWing.get();
            case X25519 -> x25519.get();
            case P256 -> null;
        };
    }

    private static @Nullable ConscryptKem conscrypt(Kem kem) {
        Provider provider = NativeLibrary.CONSCRYPT.provider();
        if (provider == null) {
            return null;
        }
        try {
            return new ConscryptKem(kem, provider);
        } catch (GeneralSecurityException e) {
            return null;
        }
    }
}
