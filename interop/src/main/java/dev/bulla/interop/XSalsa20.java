// SPDX-License-Identifier: Apache-2.0
package dev.bulla.interop;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * XSalsa20 and HSalsa20 ({@code spec/nkeys.md} §4; Bernstein, "Extending the Salsa20 nonce", 2011). Additions, rotations and XORs only, so its time
 * does not depend on what it works on. One message each; not for many threads.
 */
final class XSalsa20 {
    static final int KEY_WORDS = 8;
    static final int NONCE_BYTES = 24;
    static final int POLY_KEY_BYTES = 32;

    private static final int BLOCK_BYTES = 64;
    private static final int ROUNDS = 20;
    /** "expand 32-byte k" */
    private static final int C0 = 0x61707865;

    private static final int C1 = 0x3320646e;
    private static final int C2 = 0x79622d32;
    private static final int C3 = 0x6b206574;

    /** The words of a block that HSalsa20 gives, without those from before. */
    private static final int[] DERIVED = {0, 5, 10, 15, 6, 7, 8, 9};

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** The state before the rounds; words 8 and 9 count. */
    private final int[] start = new int[16];

    private final int[] block = new int[16];

    private XSalsa20() {}

    /** The words of 32 bytes. */
    static int[] words(byte[] key) {
        int[] words = new int[KEY_WORDS];
        for (int i = 0; i < KEY_WORDS; i++) {
            words[i] = (int) INT.get(key, 4 * i);
        }
        return words;
    }

    /** HSalsa20: a key from a key and 16 bytes. */
    static int[] derive(int[] key, byte[] input, int offset) {
        int[] state = new int[16];
        place(state, key);
        for (int i = 0; i < 4; i++) {
            state[6 + i] = (int) INT.get(input, offset + 4 * i);
        }
        int[] out = new int[16];
        rounds(state, out);
        int[] derived = new int[KEY_WORDS];
        for (int i = 0; i < KEY_WORDS; i++) {
            int word = DERIVED[i];
            derived[i] = out[word] - state[word];
        }
        Arrays.fill(state, 0);
        Arrays.fill(out, 0);
        return derived;
    }

    /** The cipher of one message. The key stays the caller's. */
    static XSalsa20 of(int[] key, byte[] nonce, int offset) {
        int[] sub = derive(key, nonce, offset);
        XSalsa20 cipher = new XSalsa20();
        place(cipher.start, sub);
        cipher.start[6] = (int) INT.get(nonce, offset + 16);
        cipher.start[7] = (int) INT.get(nonce, offset + 20);
        Arrays.fill(sub, 0);
        return cipher;
    }

    /** The first 32 bytes of the stream, the key of the MAC. */
    byte[] polyKey() {
        fill(0);
        byte[] key = new byte[POLY_KEY_BYTES];
        for (int i = 0; i < KEY_WORDS; i++) {
            INT.set(key, 4 * i, block[i]);
        }
        return key;
    }

    /** XORs the stream from its byte 32 on. */
    void crypt(byte[] in, int inOffset, byte[] out, int outOffset, int length) {
        fill(0);
        int at = Math.min(length, BLOCK_BYTES - POLY_KEY_BYTES);
        bytes(in, inOffset, out, outOffset, at, POLY_KEY_BYTES);
        long counter = 1;
        for (; length - at >= BLOCK_BYTES; at += BLOCK_BYTES) {
            fill(counter++);
            for (int i = 0; i < 16; i += 2) {
                long stream = (block[i] & 0xffffffffL) | ((long) block[i + 1] << Integer.SIZE);
                LONG.set(out, outOffset + at + 4 * i, (long) LONG.get(in, inOffset + at + 4 * i) ^ stream);
            }
        }
        if (at < length) {
            fill(counter);
            bytes(in, inOffset + at, out, outOffset + at, length - at, 0);
        }
    }

    /** Forgets the keys. */
    void wipe() {
        Arrays.fill(start, 0);
        Arrays.fill(block, 0);
    }

    private void bytes(byte[] in, int inOffset, byte[] out, int outOffset, int length, int skipped) {
        for (int i = 0; i < length; i++) {
            int place = skipped + i;
            out[outOffset + i] = (byte) (in[inOffset + i] ^ (block[place >> 2] >>> (Byte.SIZE * (place & 3))));
        }
    }

    private void fill(long counter) {
        start[8] = (int) counter;
        start[9] = (int) (counter >>> Integer.SIZE);
        rounds(start, block);
    }

    private static void place(int[] state, int[] key) {
        state[0] = C0;
        state[5] = C1;
        state[10] = C2;
        state[15] = C3;
        System.arraycopy(key, 0, state, 1, 4);
        System.arraycopy(key, 4, state, 11, 4);
    }

    /**
     * Columns, then rows, four quarter rounds that do not wait for each other side by side; then the words from before are added. No loop over an
     * array: the compiler of JDK 17.0.15 made wrong code of {@code block[i] += start[i]} behind an array copy, once in some twenty runs.
     */
    private static void rounds(int[] words, int[] out) {
        int x0 = words[0];
        int x1 = words[1];
        int x2 = words[2];
        int x3 = words[3];
        int x4 = words[4];
        int x5 = words[5];
        int x6 = words[6];
        int x7 = words[7];
        int x8 = words[8];
        int x9 = words[9];
        int x10 = words[10];
        int x11 = words[11];
        int x12 = words[12];
        int x13 = words[13];
        int x14 = words[14];
        int x15 = words[15];
        for (int round = 0; round < ROUNDS; round += 2) {
            x4 ^= Integer.rotateLeft(x0 + x12, 7);
            x9 ^= Integer.rotateLeft(x5 + x1, 7);
            x14 ^= Integer.rotateLeft(x10 + x6, 7);
            x3 ^= Integer.rotateLeft(x15 + x11, 7);
            x8 ^= Integer.rotateLeft(x4 + x0, 9);
            x13 ^= Integer.rotateLeft(x9 + x5, 9);
            x2 ^= Integer.rotateLeft(x14 + x10, 9);
            x7 ^= Integer.rotateLeft(x3 + x15, 9);
            x12 ^= Integer.rotateLeft(x8 + x4, 13);
            x1 ^= Integer.rotateLeft(x13 + x9, 13);
            x6 ^= Integer.rotateLeft(x2 + x14, 13);
            x11 ^= Integer.rotateLeft(x7 + x3, 13);
            x0 ^= Integer.rotateLeft(x12 + x8, 18);
            x5 ^= Integer.rotateLeft(x1 + x13, 18);
            x10 ^= Integer.rotateLeft(x6 + x2, 18);
            x15 ^= Integer.rotateLeft(x11 + x7, 18);
            x1 ^= Integer.rotateLeft(x0 + x3, 7);
            x6 ^= Integer.rotateLeft(x5 + x4, 7);
            x11 ^= Integer.rotateLeft(x10 + x9, 7);
            x12 ^= Integer.rotateLeft(x15 + x14, 7);
            x2 ^= Integer.rotateLeft(x1 + x0, 9);
            x7 ^= Integer.rotateLeft(x6 + x5, 9);
            x8 ^= Integer.rotateLeft(x11 + x10, 9);
            x13 ^= Integer.rotateLeft(x12 + x15, 9);
            x3 ^= Integer.rotateLeft(x2 + x1, 13);
            x4 ^= Integer.rotateLeft(x7 + x6, 13);
            x9 ^= Integer.rotateLeft(x8 + x11, 13);
            x14 ^= Integer.rotateLeft(x13 + x12, 13);
            x0 ^= Integer.rotateLeft(x3 + x2, 18);
            x5 ^= Integer.rotateLeft(x4 + x7, 18);
            x10 ^= Integer.rotateLeft(x9 + x8, 18);
            x15 ^= Integer.rotateLeft(x14 + x13, 18);
        }
        out[0] = x0 + words[0];
        out[1] = x1 + words[1];
        out[2] = x2 + words[2];
        out[3] = x3 + words[3];
        out[4] = x4 + words[4];
        out[5] = x5 + words[5];
        out[6] = x6 + words[6];
        out[7] = x7 + words[7];
        out[8] = x8 + words[8];
        out[9] = x9 + words[9];
        out[10] = x10 + words[10];
        out[11] = x11 + words[11];
        out[12] = x12 + words[12];
        out[13] = x13 + words[13];
        out[14] = x14 + words[14];
        out[15] = x15 + words[15];
    }
}
