// SPDX-License-Identifier: Apache-2.0
package dev.bulla.vault;

import dev.bulla.core.Bytes;
import dev.bulla.core.Card;
import dev.bulla.core.Lockbox;
import dev.bulla.core.Problem;
import dev.bulla.core.Randomness;
import dev.bulla.core.Secret;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * The sealed files of one home ({@code spec/home.md} §3). Each opens only as the kind, in the place and in the home it was written for.
 * Safe for use by many threads.
 */
final class Safe implements AutoCloseable {
    private static final byte[] MAGIC = {0x62, 0x75, 0x6c, 0x68};
    private static final int VERSION = 1;
    private static final int HEAD_BYTES = 6;

    private final Path home;
    private final Bytes homeId;
    private final Lockbox box;
    private final Randomness randomness;
    private final Disk disk;

    Safe(Path home, Bytes homeId, Lockbox box, Randomness randomness, Disk disk) {
        this.home = home;
        this.homeId = homeId;
        this.box = box;
        this.randomness = randomness;
        this.disk = disk;
    }

    /** What a sealed file holds. */
    enum Kind {
        CARD(1, "bulla/1 home card"),
        KEYS(2, "bulla/1 home keys"),
        CONTROL(3, "bulla/1 home control"),
        PIN(4, "bulla/1 home pin");

        private final int id;
        private final String label;

        Kind(int id, String label) {
            this.id = id;
            this.label = label;
        }
    }

    Path home() {
        return home;
    }

    Path at(String place) {
        return home.resolve(place);
    }

    Disk disk() {
        return disk;
    }

    Randomness randomness() {
        return randomness;
    }

    /** Writes a file that will have its place; wipes the plaintext. */
    void write(Kind kind, String place, Path file, byte[] plaintext, boolean shred) throws IOException {
        byte[] head = head(kind);
        Bytes sealed;
        try (Secret plain = Secret.of(plaintext)) {
            sealed = box.seal(kind.label, associated(head, place), plain, randomness);
        } finally {
            Arrays.fill(plaintext, (byte) 0);
        }
        disk.replace(file, joined(head, sealed.toArray()), shred);
    }

    /** The plaintext; empty when there is no such file, {@link Problem#HOME_DAMAGED} when it does not open. The caller wipes it. */
    Optional<byte[]> read(Kind kind, String place, Path file) throws IOException {
        Optional<byte[]> content = Disk.read(file);
        if (content.isEmpty()) {
            return Optional.empty();
        }
        byte[] bytes = content.get();
        byte[] head = head(kind);
        if (bytes.length < HEAD_BYTES || !Arrays.equals(head, Arrays.copyOf(bytes, HEAD_BYTES))) {
            throw damaged(place);
        }
        Bytes sealed = Bytes.of(bytes, HEAD_BYTES, bytes.length - HEAD_BYTES);
        try (Secret plain =
                box.open(kind.label, associated(head, place), sealed).orElseThrow(() -> damaged(place))) {
            return Optional.of(plain.expose());
        }
    }

    /** {@code verified(32) | card}: for plaintexts that end with a card. */
    byte[] remembered(Card card) {
        return joined(box.remember(card).toArray(), card.encoded().toArray());
    }

    /** The card a plaintext ends with, from here on; verified again unless its record says that it was. */
    Card card(String place, byte[] plaintext, int at) {
        int card = at + Lockbox.RECORD_BYTES;
        if (plaintext.length < card) {
            throw damaged(place);
        }
        Bytes record = Bytes.of(plaintext, at, Lockbox.RECORD_BYTES);
        return Card.decode(Bytes.of(plaintext, card, plaintext.length - card), box, record)
                .<Card>fold(good -> good.value(), bad -> {
                    throw damaged(place);
                });
    }

    static Refused damaged(String place) {
        return new Refused(Problem.HOME_DAMAGED, place);
    }

    private static byte[] head(Kind kind) {
        return joined(MAGIC, new byte[] {VERSION, (byte) kind.id});
    }

    private Bytes associated(byte[] head, String place) {
        return Bytes.of(joined(head, homeId.toArray(), place.getBytes(StandardCharsets.US_ASCII)));
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    @Override
    public void close() {
        box.close();
    }
}
