// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import org.conscrypt.HpkeContextRecipient;
import org.conscrypt.HpkeContextSender;
import org.jspecify.annotations.Nullable;

/**
 * HPKE with X-Wing or X25519 by Conscrypt (BoringSSL). Sealing draws from BoringSSL's generator, which mixes fresh
 * bytes of the processor or the operating system into every call. Loaded only once Conscrypt itself has loaded.
 */
final class ConscryptKem {
    private static final byte[] EMPTY = {};

    private final Kem kem;
    private final String suite;
    private final Provider provider;
    private final KeyFactory keys;

    ConscryptKem(Kem kem, Provider provider) throws GeneralSecurityException {
        this.kem = kem;
        this.provider = provider;
        boolean hybrid = kem == Kem.X_WING;
        suite = (hybrid ? "XWING" : "DHKEM_X25519_HKDF_SHA256") + "/HKDF_SHA256/AES_256_GCM";
        keys = KeyFactory.getInstance(hybrid ? "XWING" : "XDH", provider);
        HpkeContextSender.getInstance(suite, provider);
    }

    KemPublic publicKey(byte[] raw) {
        return new Public(raw);
    }

    /** The portable key gives the public key and decapsulates, which Conscrypt does not offer. */
    KemPrivate privateKey(byte[] seed32, KemPrivate portable) {
        try {
            return new Private(portable, keys.generatePrivate(new RawKey(seed32)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(suite, e);
        }
    }

    private final class Public extends KemPublic {
        private final PublicKey handle;

        Public(byte[] raw) {
            super(kem, raw);
            try {
                handle = keys.generatePublic(new RawKey(raw));
            } catch (GeneralSecurityException e) {
                throw new IllegalArgumentException("not an acceptable " + kem + " public key", e);
            }
        }

        @Override
        Sealed seal(byte[] info, byte[] plaintext, Randomness random) {
            try {
                HpkeContextSender sender = HpkeContextSender.getInstance(suite, provider);
                sender.init(handle, info);
                return new Sealed(sender.getEncapsulated(), sender.seal(plaintext, EMPTY));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(suite, e);
            }
        }
    }

    private final class Private extends KemPrivate {
        private final KemPrivate portable;
        private final PrivateKey handle;

        Private(KemPrivate portable, PrivateKey handle) {
            super(kem, portable.publicKeyShared());
            this.portable = portable;
            this.handle = handle;
        }

        @Override
        byte @Nullable [] decapsulate(byte[] enc) {
            return portable.decapsulate(enc);
        }

        @Override
        byte @Nullable [] open(byte[] enc, byte[] info, byte[] ciphertext) {
            if (!KeyRules.acceptableEnc(kem, enc) || ciphertext.length < Gcm.TAG_BYTES) {
                return null;
            }
            try {
                HpkeContextRecipient recipient = HpkeContextRecipient.getInstance(suite, provider);
                recipient.init(enc, handle, info);
                return recipient.open(ciphertext, EMPTY);
            } catch (GeneralSecurityException e) {
                return null;
            }
        }
    }
}
