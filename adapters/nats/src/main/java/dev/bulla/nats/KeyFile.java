// SPDX-License-Identifier: Apache-2.0
package dev.bulla.nats;

import dev.bulla.core.Problem;
import dev.bulla.core.UnavailableException;
import io.nats.client.AuthHandler;
import io.nats.client.NKey;
import io.nats.client.Nats;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Signs the server's nonce with an nkey whose seed is in a file, read again each time. */
final class KeyFile implements AuthHandler {
    private final Path file;

    private KeyFile(Path file) {
        this.file = file;
    }

    /** A file with a JWT and a seed, as {@code nsc} writes it. */
    static AuthHandler creds(Path file) {
        String text = read(file);
        if (!text.contains("-----BEGIN NATS USER JWT-----")) {
            throw new IllegalArgumentException("the creds file holds no NATS user JWT");
        }
        return Nats.credentials(file.toString());
    }

    /** A file with a user's seed, {@code SU…}. */
    static AuthHandler nkey(Path file) {
        KeyFile handler = new KeyFile(file);
        char[] unused = handler.getID();
        return handler;
    }

    @Override
    public byte[] sign(byte[] nonce) {
        NKey key = key();
        try {
            return key.sign(nonce);
        } catch (GeneralSecurityException | IOException broken) {
            throw new IllegalStateException(broken);
        } finally {
            key.clear();
        }
    }

    @Override
    public char[] getID() {
        NKey key = key();
        try {
            return key.getPublicKey();
        } catch (GeneralSecurityException | IOException broken) {
            throw new IllegalStateException(broken);
        } finally {
            key.clear();
        }
    }

    @Override
    @SuppressWarnings("NullAway") // an nkey goes without a JWT
    public char @Nullable [] getJWT() {
        return null;
    }

    private NKey key() {
        String seed = read(file).strip();
        try {
            NKey key = NKey.fromSeed(seed.toCharArray());
            if (!seed.startsWith("SU")) {
                key.clear();
                throw new IllegalArgumentException("the nkey file holds no seed of a user");
            }
            return key;
        } catch (IllegalArgumentException notASeed) {
            throw new IllegalArgumentException("the nkey file holds no seed of a user, SU…");
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.US_ASCII);
        } catch (IOException unreadable) {
            throw new UnavailableException(Problem.STORE_UNAVAILABLE, Duration.ofSeconds(5), unreadable);
        }
    }
}
