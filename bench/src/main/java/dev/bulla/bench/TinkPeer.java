// SPDX-License-Identifier: Apache-2.0
package dev.bulla.bench;

import com.google.crypto.tink.HybridDecrypt;
import com.google.crypto.tink.HybridEncrypt;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.PublicKeySign;
import com.google.crypto.tink.PublicKeyVerify;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.hybrid.HpkeParameters;
import com.google.crypto.tink.hybrid.HybridConfig;
import com.google.crypto.tink.signature.PredefinedSignatureParameters;
import com.google.crypto.tink.signature.SignatureConfig;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Security;
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
 * What one builds with Google Tink for the same end: Ed25519 over the payload, then HPKE over signature and payload for each recipient. It knows
 * neither several recipients nor replay nor expiry; signing and encrypting are two steps that the application puts together.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init")
public class TinkPeer {
    private static final byte[] CONTEXT = "orders".getBytes(StandardCharsets.US_ASCII);

    /** HPKE's key encapsulation, by Conscrypt in Tink too. */
    @Param({"X_WING", "X25519"})
    public String kem;

    /** How many recipients. */
    @Param({"1", "10"})
    public int recipients;

    private final byte[] payload = Payload.array(1024);
    private final List<HybridEncrypt> encrypters = new ArrayList<>();
    private PublicKeySign signer;
    private PublicKeyVerify verifier;
    private HybridDecrypt decrypter;
    private byte[] received;

    /** Makes the keys, and checks a round trip. */
    @Setup
    @SuppressWarnings({"deprecation", "InlineMeInliner"}) // the name its own documentation uses
    public void keys() throws GeneralSecurityException {
        // Tink looks for Conscrypt among the JVM's providers; last in the list, it changes nothing else.
        Security.addProvider(Providers.conscrypt());
        HybridConfig.register();
        SignatureConfig.register();
        KeysetHandle signing = KeysetHandle.generateNew(PredefinedSignatureParameters.ED25519);
        signer = signing.getPrimitive(RegistryConfiguration.get(), PublicKeySign.class);
        verifier = signing.getPublicKeysetHandle().getPrimitive(RegistryConfiguration.get(), PublicKeyVerify.class);
        HpkeParameters parameters = HpkeParameters.builder()
                .setKemId(
                        kem.equals("X_WING")
                                ? HpkeParameters.KemId.X_WING
                                : HpkeParameters.KemId.DHKEM_X25519_HKDF_SHA256)
                .setKdfId(HpkeParameters.KdfId.HKDF_SHA256)
                .setAeadId(HpkeParameters.AeadId.AES_256_GCM)
                .setVariant(HpkeParameters.Variant.TINK)
                .build();
        for (int i = 0; i < recipients; i++) {
            KeysetHandle reading = KeysetHandle.generateNew(parameters);
            decrypter = reading.getPrimitive(RegistryConfiguration.get(), HybridDecrypt.class);
            encrypters.add(
                    reading.getPublicKeysetHandle().getPrimitive(RegistryConfiguration.get(), HybridEncrypt.class));
        }
        received = seal().get(recipients - 1);
        if (!Arrays.equals(open(), payload)) {
            throw new IllegalStateException("Tink's round trip fails");
        }
    }

    /** Signs, then encrypts for each. */
    @Benchmark
    public List<byte[]> seal() throws GeneralSecurityException {
        byte[] signature = signer.sign(payload);
        byte[] signed = Arrays.copyOf(signature, signature.length + payload.length);
        System.arraycopy(payload, 0, signed, signature.length, payload.length);
        List<byte[]> messages = new ArrayList<>(recipients);
        for (HybridEncrypt encrypter : encrypters) {
            messages.add(encrypter.encrypt(signed, CONTEXT));
        }
        return messages;
    }

    /** Decrypts, then verifies. */
    @Benchmark
    public byte[] open() throws GeneralSecurityException {
        byte[] signed = decrypter.decrypt(received, CONTEXT);
        int split = signed.length - payload.length;
        byte[] content = Arrays.copyOfRange(signed, split, signed.length);
        verifier.verify(Arrays.copyOf(signed, split), content);
        return content;
    }
}
