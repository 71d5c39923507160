// SPDX-License-Identifier: Apache-2.0
package dev.bulla.bench;

import dev.bulla.core.Bytes;
import dev.bulla.core.Outcome;
import dev.bulla.interop.NkeyRole;
import dev.bulla.interop.NkeySeed;
import dev.bulla.interop.Xkv1;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.crypto.engines.XSalsa20Engine;
import org.bouncycastle.crypto.macs.Poly1305;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Boxes of NATS (xkv1) whose shared secret is known, beside the same primitives of BouncyCastle with nothing around them. The nonce is drawn from the
 * operating system in both.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init")
public class Boxes {
    private static final int NONCE_BYTES = 24;
    private static final int MAC_BYTES = 16;

    /** The size of the plaintext. */
    @Param({"128", "1024", "16384"})
    public int bytes;

    private final UrandomDevice random = UrandomDevice.open();
    private final byte[] key = Payload.array(32);
    private byte[] array;
    private Bytes payload;
    private Xkv1 sender;
    private Xkv1 reader;
    private Bytes box;

    /** Makes the keys and a box. */
    @Setup
    public void keys() {
        array = Payload.array(bytes);
        payload = Bytes.of(array);
        sender = Xkv1.of(NkeySeed.generate(NkeyRole.CURVE, random), random);
        reader = Xkv1.of(NkeySeed.generate(NkeyRole.CURVE, random), random);
        box = sender.seal(reader.publicKey(), payload);
        if (!reader.open(sender.publicKey(), box).equals(Outcome.good(payload))) {
            throw new IllegalStateException("it does not open");
        }
    }

    /** Seals. */
    @Benchmark
    public Bytes seal() {
        return sender.seal(reader.publicKey(), payload);
    }

    /** Opens. */
    @Benchmark
    public Outcome<Bytes> open() {
        return reader.open(sender.publicKey(), box);
    }

    /** Seals with BouncyCastle, the shared secret known. */
    @Benchmark
    public byte[] sealByBouncyCastle() {
        byte[] nonce = new byte[NONCE_BYTES];
        random.fill(nonce);
        XSalsa20Engine cipher = new XSalsa20Engine();
        cipher.init(true, new ParametersWithIV(new KeyParameter(key), nonce));
        byte[] polyKey = new byte[32];
        cipher.processBytes(polyKey, 0, polyKey.length, polyKey, 0);
        byte[] out = Arrays.copyOf(nonce, NONCE_BYTES + MAC_BYTES + array.length);
        cipher.processBytes(array, 0, array.length, out, NONCE_BYTES + MAC_BYTES);
        Poly1305 mac = new Poly1305();
        mac.init(new KeyParameter(polyKey));
        mac.update(out, NONCE_BYTES + MAC_BYTES, array.length);
        mac.doFinal(out, NONCE_BYTES);
        return out;
    }
}
