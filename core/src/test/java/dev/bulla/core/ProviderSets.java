// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Every set of providers that works on this machine, for parameterized tests, and what those tests share. */
final class ProviderSets {
    private static final HexFormat HEX = HexFormat.of();

    private ProviderSets() {}

    static List<Primitives> all() {
        return Primitives.available();
    }

    static Stream<Arguments> pairs() {
        return all().stream().flatMap(one -> all().stream().map(other -> Arguments.of(one, other)));
    }

    static byte[] hex(String text) {
        return HEX.parseHex(text);
    }

    static String hex(byte[] bytes) {
        return HEX.formatHex(bytes);
    }

    /** Hands out the given bytes once, in order. */
    static Randomness fixed(String hex) {
        byte[] bytes = hex(hex);
        int[] at = {0};
        return out -> {
            System.arraycopy(bytes, at[0], out, 0, out.length);
            at[0] += out.length;
        };
    }

    static byte[] seed(int fill) {
        byte[] seed = new byte[32];
        Arrays.fill(seed, (byte) fill);
        return seed;
    }
}
