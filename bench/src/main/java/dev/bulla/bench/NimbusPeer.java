// SPDX-License-Identifier: Apache-2.0
package dev.bulla.bench;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.JWEObjectJSON;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.Ed25519Signer;
import com.nimbusds.jose.crypto.Ed25519Verifier;
import com.nimbusds.jose.crypto.MultiDecrypter;
import com.nimbusds.jose.crypto.MultiEncrypter;
import com.nimbusds.jose.crypto.X25519Decrypter;
import com.nimbusds.jose.crypto.X25519Encrypter;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.gen.OctetKeyPairGenerator;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What one builds with Nimbus JOSE for the same end: a JWS (EdDSA) inside a JWE (ECDH-ES+A256KW over X25519, A256GCM), compact for one recipient and
 * in JSON for more.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init")
public class NimbusPeer {
    private static final JWEAlgorithm WRAP = JWEAlgorithm.ECDH_ES_A256KW;

    /** How many recipients. */
    @Param({"1", "2", "10"})
    public int recipients;

    private final byte[] payload = dev.bulla.bench.Payload.array(1024);
    private JWSSigner signer;
    private JWSVerifier verifier;
    private JWKSet readers;
    private OctetKeyPair reader;
    private String received;

    /** Makes the keys, and checks a round trip. */
    @Setup
    public void keys() throws JOSEException, ParseException {
        OctetKeyPair signing =
                new OctetKeyPairGenerator(Curve.Ed25519).keyID("sender").generate();
        signer = new Ed25519Signer(signing);
        verifier = new Ed25519Verifier(signing.toPublicJWK());
        List<JWK> keys = new ArrayList<>();
        for (int i = 0; i < recipients; i++) {
            reader = new OctetKeyPairGenerator(Curve.X25519)
                    .keyID("reader-" + i)
                    .algorithm(WRAP)
                    .generate();
            keys.add(reader.toPublicJWK());
        }
        readers = new JWKSet(keys);
        received = seal();
        if (!Arrays.equals(open(), payload)) {
            throw new IllegalStateException("Nimbus' round trip fails");
        }
    }

    /** Signs, then encrypts for all. */
    @Benchmark
    public String seal() throws JOSEException {
        JWSObject signed = new JWSObject(new JWSHeader(JWSAlgorithm.EdDSA), new Payload(payload));
        signed.sign(signer);
        Payload inner = new Payload(signed.serialize());
        if (recipients == 1) {
            JWEHeader header = new JWEHeader.Builder(WRAP, EncryptionMethod.A256GCM)
                    .contentType("JOSE")
                    .keyID(reader.getKeyID())
                    .build();
            JWEObject sealed = new JWEObject(header, inner);
            sealed.encrypt(new X25519Encrypter(reader.toPublicJWK()));
            return sealed.serialize();
        }
        JWEObjectJSON sealed = new JWEObjectJSON(new JWEHeader(EncryptionMethod.A256GCM), inner);
        sealed.encrypt(new MultiEncrypter(readers));
        return sealed.serializeGeneral();
    }

    /** Decrypts, then verifies. */
    @Benchmark
    public byte[] open() throws JOSEException, ParseException {
        JWSObject signed = JWSObject.parse(inner());
        if (!signed.verify(verifier)) {
            throw new IllegalStateException("the signature does not hold");
        }
        return signed.getPayload().toBytes();
    }

    private String inner() throws JOSEException, ParseException {
        if (recipients == 1) {
            JWEObject sealed = JWEObject.parse(received);
            sealed.decrypt(new X25519Decrypter(reader));
            return sealed.getPayload().toString();
        }
        JWEObjectJSON sealed = JWEObjectJSON.parse(received);
        sealed.decrypt(new MultiDecrypter(reader));
        return sealed.getPayload().toString();
    }
}
