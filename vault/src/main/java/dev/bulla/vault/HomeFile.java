// SPDX-License-Identifier: Apache-2.0
package dev.bulla.vault;

import dev.bulla.core.Bytes;
import dev.bulla.core.Lockbox;
import dev.bulla.core.Outcome;
import dev.bulla.core.Problem;
import dev.bulla.core.Randomness;
import dev.bulla.core.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The file {@code home}: which home this is and what opens it ({@code spec/home.md} §2). */
final class HomeFile {
    static final int ID_BYTES = 16;

    private static final String ROOT_LABEL = "bulla/1 home root";
    private static final String CHECK_LABEL = "bulla/1 home check";
    private static final String NUMBER = "([1-9][0-9]{0,8})";
    private static final Pattern FORM = Pattern.compile("bulla-home 1\nid ([0-9a-f]{32})\nunlock (?:root-key\n"
            + "|passphrase\nargon2id memory-kib=" + NUMBER + " iterations=" + NUMBER + " parallelism=" + NUMBER
            + " salt=([0-9a-f]{32})\nroot ([0-9a-f]{160})\n)check ([0-9a-f]{96})\nsum ([0-9a-f]{64})\n");

    private final String text;
    private final Matcher parts;

    private HomeFile(String text, Matcher parts) {
        this.text = text;
        this.parts = parts;
    }

    /** Decodes the file; {@link Problem#HOME_DAMAGED} for anything but its one form. */
    static HomeFile decode(byte[] content) {
        String text = new String(content, StandardCharsets.ISO_8859_1);
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()
                || !sum(text.substring(0, text.indexOf("\nsum ") + 1)).equals(parts.group(8))) {
            throw new Refused(Problem.HOME_DAMAGED, "home");
        }
        return new HomeFile(text, parts);
    }

    /** The file of a new home; {@code box} is the one of {@code root}. */
    static byte[] encode(Bytes id, Secret root, Lockbox box, Unlocking how, Randomness randomness) {
        StringBuilder text = new StringBuilder("bulla-home 1\nid ").append(id.hex());
        if (how.byPassphrase()) {
            byte[] salt = new byte[16];
            randomness.fill(salt);
            Unlocking.Cost cost = how.cost();
            text.append("\nunlock passphrase\nargon2id memory-kib=").append(cost.memoryKiB());
            text.append(" iterations=").append(cost.iterations());
            text.append(" parallelism=").append(cost.parallelism());
            text.append(" salt=").append(HexFormat.of().formatHex(salt)).append('\n');
            try (Lockbox outer = how.stretch(Bytes.of(salt), cost)) {
                Bytes sealed = outer.seal(ROOT_LABEL, Bytes.utf8(text.toString()), root, randomness);
                text.append("root ").append(sealed.hex());
            }
        } else {
            text.append("\nunlock root-key");
        }
        text.append('\n');
        Bytes check = box.seal(CHECK_LABEL, Bytes.utf8(text.toString()), Secret.of(new byte[0]), randomness);
        text.append("check ").append(check.hex()).append('\n');
        String sum = sum(text.toString());
        text.append("sum ").append(sum).append('\n');
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    Bytes id() {
        return Bytes.parseHex(parts.group(1));
    }

    boolean asksForPassphrase() {
        return parts.group(6) != null;
    }

    /** The root key by a passphrase. */
    Outcome<Lockbox> unlock(Unlocking how) {
        Unlocking.Cost cost = new Unlocking.Cost(number(2), number(3), number(4));
        if (!cost.acceptable()) {
            return Outcome.bad(Problem.HOME_DAMAGED, "home");
        }
        try (Lockbox box = how.stretch(Bytes.parseHex(parts.group(5)), cost)) {
            Bytes associated = Bytes.utf8(text.substring(0, text.indexOf("\nroot ") + 1));
            Optional<Secret> root = box.open(ROOT_LABEL, associated, Bytes.parseHex(parts.group(6)));
            return root.isEmpty() ? Outcome.bad(Problem.WRONG_PASSPHRASE, "") : unlock(root.get());
        }
    }

    /** The root key by itself. */
    Outcome<Lockbox> unlock(Secret root) {
        Lockbox box = Lockbox.of(root);
        Bytes associated = Bytes.utf8(text.substring(0, text.indexOf("\ncheck ") + 1));
        if (box.open(CHECK_LABEL, associated, Bytes.parseHex(parts.group(7))).isEmpty()) {
            box.close();
            return Outcome.bad(Problem.HOME_DAMAGED, "root.key");
        }
        return Outcome.good(box);
    }

    private int number(int group) {
        return Integer.parseInt(parts.group(group));
    }

    private static String sum(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.ISO_8859_1));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256", e);
        }
    }
}
