// SPDX-License-Identifier: Apache-2.0
package dev.bulla.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulla.core.Bytes;
import dev.bulla.core.Outcome;
import dev.bulla.core.Problem;
import dev.bulla.core.Randomness;
import dev.bulla.core.Secret;
import dev.bulla.testkit.Trials;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Every byte changed, every prefix cut: nothing but the one text or box is taken. */
class TamperTest {
    private static final Randomness RANDOM = new SecureRandom()::nextBytes;

    @Test
    void noOtherTextIsTheSeedOrTheKey() {
        VectorFile file = VectorFile.of("keys/valid").get(0);
        everyChange(file.line("seed").getBytes(StandardCharsets.US_ASCII), changed -> {
            assertThat(NkeySeed.parse(Secret.of(changed))).isInstanceOf(Outcome.Bad.class);
        });
        everyChange(file.line("public").getBytes(StandardCharsets.US_ASCII), changed -> {
            assertThat(Nkey.parse(new String(changed, StandardCharsets.ISO_8859_1)))
                    .isInstanceOf(Outcome.Bad.class);
        });
    }

    @Test
    void noOtherBytesAreTheBox() {
        VectorFile file = VectorFile.of("boxes/valid").stream()
                .filter(each -> each.path().contains("size-0028"))
                .findFirst()
                .orElseThrow();
        try (NkeySeed recipient = file.seed("recipient");
                Xkv1 here = Xkv1.of(recipient, RANDOM)) {
            Nkey from = file.key("from");
            everyChange(file.body().toArray(), changed -> {
                assertThat(here.open(from, Bytes.of(changed))).isInstanceOf(Outcome.Bad.class);
            });
        }
    }

    /** Bits outside of the two values mean nothing; a change that is read gives the same user and JWT. */
    @Test
    void noOtherCredsSaySomethingElse() {
        VectorFile file = VectorFile.of("creds/valid").get(0);
        byte[] good = file.body().toArray();
        String jwt = NatsCreds.parse(Secret.of(good)).orThrow().jwt().text();
        for (int i = 0; i < good.length; i++) {
            for (int bit : new int[] {1, 0x20, 0x80}) {
                byte[] changed = good.clone();
                changed[i] ^= (byte) bit;
                NatsCreds.parse(Secret.of(changed)).map(creds -> {
                    assertThat(creds.seed().text()).isEqualTo(VectorFile.secret(file.line("seed")));
                    return assertThat(creds.jwt().text()).isEqualTo(jwt);
                });
            }
        }
        int end = new String(good, StandardCharsets.US_ASCII).lastIndexOf("SEED---");
        for (int length = 0; length <= end; length++) {
            assertThat(NatsCreds.parse(Secret.of(Arrays.copyOf(good, length)))).isInstanceOf(Outcome.Bad.class);
        }
    }

    @Test
    void whatIsSealedIsOpenedByBothSidesAndByNobodyElse() {
        try (NkeySeed mine = NkeySeed.generate(NkeyRole.CURVE, RANDOM);
                NkeySeed yours = NkeySeed.generate(NkeyRole.CURVE, RANDOM);
                NkeySeed theirs = NkeySeed.generate(NkeyRole.CURVE, RANDOM);
                Xkv1 here = Xkv1.of(mine, RANDOM);
                Xkv1 there = Xkv1.of(yours, RANDOM);
                Xkv1 elsewhere = Xkv1.of(theirs, RANDOM)) {
            Trials.run(200, random -> {
                Bytes plain = Bytes.of(Trials.bytes(random, 1000));
                Bytes box = here.seal(there.publicKey(), plain);
                assertThat(there.open(here.publicKey(), box)).isEqualTo(Outcome.good(plain));
                assertThat(here.open(there.publicKey(), box)).isEqualTo(Outcome.good(plain));
                assertThat(elsewhere.open(here.publicKey(), box))
                        .isInstanceOfSatisfying(
                                Outcome.Bad.class,
                                bad -> assertThat(bad.problem()).isEqualTo(Problem.NOT_AUTHENTIC));
            });
        }
    }

    @Test
    void manyThreadsShareAKeyThatForgetsItsPeers() throws Exception {
        List<NkeySeed> seeds = java.util.stream.IntStream.range(0, 8)
                .mapToObj(i -> NkeySeed.generate(NkeyRole.CURVE, RANDOM))
                .toList();
        List<Xkv1> boxes = seeds.stream().map(seed -> Xkv1.of(seed, RANDOM, 2)).toList();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            CountDownLatch start = new CountDownLatch(4);
            List<Future<Integer>> all = java.util.stream.IntStream.range(0, 4)
                    .mapToObj(thread -> threads.submit(() -> {
                        start.countDown();
                        start.await();
                        for (int i = 0; i < 400; i++) {
                            Xkv1 peer = boxes.get(1 + (i + thread) % 7);
                            Bytes plain = Bytes.utf8("message " + i);
                            Bytes box = boxes.get(0).seal(peer.publicKey(), plain);
                            assertThat(peer.open(boxes.get(0).publicKey(), box)).isEqualTo(Outcome.good(plain));
                        }
                        return thread;
                    }))
                    .toList();
            for (Future<Integer> each : all) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
            boxes.forEach(Xkv1::close);
        }
        assertThatThrownBy(() -> boxes.get(0).seal(boxes.get(1).publicKey(), Bytes.EMPTY))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aKeyDoesOnlyWhatItIsFor() {
        try (NkeySeed curve = NkeySeed.generate(NkeyRole.CURVE, RANDOM);
                NkeySeed user = NkeySeed.generate(NkeyRole.USER, RANDOM);
                Xkv1 boxes = Xkv1.of(curve, RANDOM)) {
            assertThatThrownBy(() -> curve.sign(Bytes.EMPTY)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> curve.publicKey().verify(Bytes.EMPTY, Bytes.EMPTY))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> Xkv1.of(user, RANDOM)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> boxes.seal(user.publicKey(), Bytes.EMPTY))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> boxes.open(user.publicKey(), Bytes.of(new byte[44])))
                    .isInstanceOf(IllegalArgumentException.class);
            user.close();
            assertThatThrownBy(() -> user.sign(Bytes.EMPTY)).isInstanceOf(IllegalStateException.class);
        }
    }

    private static void everyChange(byte[] good, Consumer<byte[]> check) {
        for (int i = 0; i < good.length; i++) {
            for (int other = 1; other < 256; other++) {
                byte[] changed = good.clone();
                changed[i] ^= (byte) other;
                check.accept(changed);
            }
        }
        for (int length = 0; length < good.length; length++) {
            check.accept(Arrays.copyOf(good, length));
        }
        check.accept(Arrays.copyOf(good, good.length + 1));
    }
}
