// SPDX-License-Identifier: Apache-2.0
package dev.bulla.nats;

import dev.bulla.core.Problem;
import dev.bulla.core.UnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Whom to believe about a server's name: the authorities of one PEM file and no others, or those of the JDK. */
final class Authorities {
    private Authorities() {}

    static TrustManagerFactory of(Optional<Path> pem) {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(pem.isPresent() ? store(pem.get()) : null);
            return factory;
        } catch (GeneralSecurityException notCertificates) {
            throw new IllegalArgumentException("the ca file holds no certificates in PEM", notCertificates);
        }
    }

    private static @Nullable KeyStore store(Path pem) throws GeneralSecurityException {
        Collection<? extends Certificate> certificates;
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(pem)) {
            certificates = CertificateFactory.getInstance("X.509").generateCertificates(in);
            store.load(null, null);
        } catch (IOException unreadable) {
            throw new UnavailableException(Problem.STORE_UNAVAILABLE, Duration.ofSeconds(5), unreadable);
        }
        if (certificates.isEmpty()) {
            throw new IllegalArgumentException("the ca file holds no certificates in PEM");
        }
        int number = 0;
        for (Certificate certificate : certificates) {
            store.setCertificateEntry("ca-" + number++, certificate);
        }
        return store;
    }
}
