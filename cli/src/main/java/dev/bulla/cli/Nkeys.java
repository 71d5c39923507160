// SPDX-License-Identifier: Apache-2.0
package dev.bulla.cli;

import dev.bulla.core.Bytes;
import dev.bulla.core.Problem;
import dev.bulla.core.Secret;
import dev.bulla.interop.Nkey;
import dev.bulla.interop.NkeyRole;
import dev.bulla.interop.NkeySeed;
import dev.bulla.interop.Xkv1;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the verbs of {@code bulla nkey} have in common. */
final class Nkeys {
    /** The most that is sealed or signed: more than any NATS server carries. */
    static final int MOST_BYTES = 64 << 20;

    private static final int MOST_SEED_BYTES = 4096;

    private Nkeys() {}

    /** The seed in a file, or in stdin when none is named. White space around it does not matter. */
    static NkeySeed seed(Call call, Optional<String> file) {
        call.soon();
        Input input = Input.of(call, file);
        input.file().ifPresent(named -> Input.warnIfShared(call, named));
        byte[] bytes = input.read(MOST_SEED_BYTES);
        int from = 0;
        int end = bytes.length;
        while (from < end && bytes[from] <= ' ' && bytes[from] >= 0) {
            from++;
        }
        while (end > from && bytes[end - 1] <= ' ' && bytes[end - 1] >= 0) {
            end--;
        }
        byte[] stripped = Arrays.copyOfRange(bytes, from, end);
        boolean json = stripped.length > 0 && stripped[0] == '{';
        try (Secret text = Secret.of(stripped)) {
            return NkeySeed.parse(text).fold(good -> good.value(), bad -> {
                throw Failure.of(
                        bad.problem(),
                        "there is no seed of an nkey in " + Shown.text(input.name()),
                        json
                                ? "it is JSON, and the seed alone belongs there; bulla nkey generate -o FILE writes it so"
                                : "a seed is a line of 58 characters that begins with S");
            });
        } finally {
            Arrays.fill(bytes, (byte) 0);
            Arrays.fill(stripped, (byte) 0);
        }
    }

    /** The seed in a file, beside data that comes from stdin. */
    static NkeySeed seedBeside(Call call, String file, @Nullable String data) {
        if (file.equals("-") && (data == null || data.equals("-"))) {
            throw Failure.usage("the seed and the data cannot both come from stdin", "name a file");
        }
        return seed(call, Optional.of(file));
    }

    /** Boxes with the seed in a file. */
    static NkeySeed curve(Call call, String file, @Nullable String data) {
        NkeySeed seed = seedBeside(call, file, data);
        if (seed.role() != NkeyRole.CURVE) {
            seed.close();
            throw Failure.usage(
                    "the key in " + Shown.text(file) + " is of the role "
                            + seed.role().label() + ", and only curve keys seal and open",
                    "bulla nkey generate curve makes one");
        }
        return seed;
    }

    /** The key that an option names. */
    static Nkey key(String option, String text, boolean curve) {
        Nkey key = Nkey.parse(text).fold(good -> good.value(), bad -> {
            boolean seed = text.length() == NkeySeed.TEXT_LENGTH && text.startsWith("S");
            throw Failure.usage(
                    seed
                            ? option + " takes a public key; this looks like a seed, which is secret"
                            : option + ": " + Shown.text(text) + " is no public nkey",
                    "a public nkey has 56 characters; bulla nkey public tells that of a seed");
        });
        if (curve == key.role().signs()) {
            throw Failure.usage(
                    option + ": a key of the role " + key.role().label() + (curve ? " opens no box" : " signs nothing"),
                    curve ? "name a key that begins with X" : "name a key that begins with another letter than X");
        }
        return key;
    }

    /** Data, whole in memory. */
    static Bytes data(Call call, @Nullable String file, int extraBytes) {
        return Bytes.of(Input.of(call, Optional.ofNullable(file)).read(MOST_BYTES + extraBytes));
    }

    /** Writes data. */
    static void write(Call call, @Nullable String file, Bytes data, boolean binary) throws IOException {
        try (Output out = Output.open(call, Optional.ofNullable(file), binary)) {
            out.stream().write(data.toArray());
            out.commit();
        }
    }

    /** Why a box does not open, in words that fit. */
    static Failure refused(Problem problem) {
        return switch (problem) {
            case NOT_AUTHENTIC ->
                Failure.of(
                        problem,
                        "the box does not open: it was changed, or sealed with other keys",
                        "check --from; a box says neither who sealed it nor for whom");
            case VERSION_UNKNOWN -> Failure.of(problem, "");
            default ->
                Failure.of(
                        problem,
                        "this is no box: it is shorter than " + Xkv1.OVERHEAD_BYTES
                                + " bytes or does not begin with xkv1",
                        "look at who wrote it; a cut or decoded file looks like this");
        };
    }

    /** Writes a seed to a file that is not there, for its owner alone. */
    static void keep(Call call, String file, NkeySeed seed) {
        Path path = call.terminal().path(file);
        Set<PosixFilePermission> owner = PosixFilePermissions.fromString("rw-------");
        boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] mode =
                posix ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(owner)} : new FileAttribute<?>[0];
        try (Secret text = seed.text();
                OutputStream out = Channels.newOutputStream(Files.newByteChannel(
                        path, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), mode))) {
            byte[] bytes = text.expose();
            out.write(bytes);
            out.write('\n');
            Arrays.fill(bytes, (byte) 0);
        } catch (FileAlreadyExistsException there) {
            throw Failure.of(Problem.EXISTS, "there is a file " + Shown.text(file) + " already", "name another");
        } catch (IOException broken) {
            throw Output.broken(file, broken);
        }
    }

    /** The text of a seed, for a person to keep. */
    static String told(NkeySeed seed) {
        try (Secret text = seed.text()) {
            byte[] bytes = text.expose();
            String told = new String(bytes, StandardCharsets.US_ASCII);
            Arrays.fill(bytes, (byte) 0);
            return told;
        }
    }
}
