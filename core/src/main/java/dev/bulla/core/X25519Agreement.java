// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Provider;
import java.util.Arrays;
import javax.crypto.KeyAgreement;
import org.bouncycastle.math.ec.rfc7748.X25519;
import org.jspecify.annotations.Nullable;

/** X25519 by Conscrypt where a set of providers has it, else by BouncyCastle. Points are checked by {@link KeyRules} before. */
final class X25519Agreement {
    private static final int BYTES = 32;

    private final Lazy<Provider> fast;

    X25519Agreement(boolean conscrypt) {
        fast = new Lazy<>(() -> conscrypt ? NativeLibrary.CONSCRYPT.provider() : null);
    }

    static byte[] publicKey(byte[] scalar) {
        byte[] key = new byte[BYTES];
        X25519.generatePublicKey(scalar, 0, key, 0);
        return key;
    }

    /** The shared secret, or null when it is all zeros. */
    byte @Nullable [] agree(byte[] scalar, byte[] point) {
        Provider provider = fast.get();
        byte[] shared = provider == null ? portable(scalar, point) : byConscrypt(provider, scalar, point);
        int any = 0;
        for (byte each : shared) {
            any |= each;
        }
        return any == 0 ? null : shared;
    }

    private static byte[] portable(byte[] scalar, byte[] point) {
        byte[] shared = new byte[BYTES];
        if (!X25519.calculateAgreement(scalar, 0, point, 0, shared, 0)) {
            Arrays.fill(shared, (byte) 0);
        }
        return shared;
    }

    private static byte[] byConscrypt(Provider provider, byte[] scalar, byte[] point) {
        try {
            KeyFactory keys = KeyFactory.getInstance("XDH", provider);
            KeyAgreement agreement = KeyAgreement.getInstance("XDH", provider);
            agreement.init(keys.generatePrivate(new RawKey(scalar)));
            agreement.doPhase(keys.generatePublic(new RawKey(point)), true);
            return agreement.generateSecret();
        } catch (GeneralSecurityException refused) {
            return new byte[BYTES];
        }
    }
}
