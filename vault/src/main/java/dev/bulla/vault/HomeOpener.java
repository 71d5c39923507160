// SPDX-License-Identifier: Apache-2.0
package dev.bulla.vault;

import dev.bulla.core.Bytes;
import dev.bulla.core.Lockbox;
import dev.bulla.core.Outcome;
import dev.bulla.core.Problem;
import dev.bulla.core.Randomness;
import dev.bulla.core.Secret;
import dev.bulla.core.UnavailableException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** Makes and opens the folder itself ({@code spec/home.md} §2, §7). The file {@code home} is written last: without it there is no home. */
final class HomeOpener {
    private static final String HOME = "home";
    private static final String ROOT_KEY = "root.key";
    private static final String LOCK = "lock";
    private static final String CONFIG = "config";
    private static final String[] FOLDERS = {
        IdentityFiles.FOLDER, ControlKeys.FOLDER, PinFiles.FOLDER, FileReplayTable.FOLDER
    };

    private final Path folder;
    private final Randomness randomness;
    private final Disk disk;

    HomeOpener(Path folder, Randomness randomness, Disk disk) {
        this.folder = folder.toAbsolutePath().normalize();
        this.randomness = randomness;
        this.disk = disk;
    }

    static HomeFile read(Path folder) throws IOException {
        byte[] content =
                Disk.read(folder.resolve(HOME)).orElseThrow(() -> new Refused(Problem.HOME_MISSING, folder.toString()));
        return HomeFile.decode(content);
    }

    Outcome<Home> create(Unlocking how) {
        return Home.attempt(() -> {
                    Path parent = folder.getParent();
                    if (parent != null) {
                        Files.createDirectories(parent);
                    }
                    disk.folder(folder);
                    Disk.checkFolder(folder);
                    try (SharedLock lock = SharedLock.of(folder.resolve(LOCK))) {
                        return lock.during(Home.PATIENCE, () -> make(how));
                    }
                })
                .then(made -> open(how));
    }

    private boolean make(Unlocking how) throws IOException {
        if (Files.exists(folder.resolve(HOME))) {
            throw new Refused(Problem.EXISTS, folder.toString());
        }
        for (String name : FOLDERS) {
            disk.folder(folder.resolve(name));
            if (!Disk.names(folder.resolve(name)).isEmpty()) {
                throw new Refused(
                        Problem.HOME_DAMAGED, folder.resolve(HOME) + " is missing, but " + name + " is not empty");
            }
        }
        if (!Files.exists(folder.resolve(CONFIG))) {
            disk.replace(folder.resolve(CONFIG), "# bulla\n".getBytes(StandardCharsets.US_ASCII), false);
        }
        byte[] id = new byte[HomeFile.ID_BYTES];
        randomness.fill(id);
        try (Secret root = how.byPassphrase() ? Secret.generate(Lockbox.ROOT_BYTES, randomness) : rootKey();
                Lockbox box = Lockbox.of(copy(root))) {
            if (how.byPassphrase()) {
                disk.shred(folder.resolve(ROOT_KEY));
            }
            disk.replace(folder.resolve(HOME), HomeFile.encode(Bytes.of(id), root, box, how, randomness), false);
        }
        return true;
    }

    private Secret rootKey() throws IOException {
        Optional<Secret> there = readRootKey();
        if (there.isPresent()) {
            return there.get();
        }
        Secret fresh = Secret.generate(Lockbox.ROOT_BYTES, randomness);
        byte[] bytes = fresh.expose();
        disk.replace(folder.resolve(ROOT_KEY), bytes, false);
        Arrays.fill(bytes, (byte) 0);
        return fresh;
    }

    private static Secret copy(Secret secret) {
        byte[] bytes = secret.expose();
        Secret copy = Secret.of(bytes);
        Arrays.fill(bytes, (byte) 0);
        return copy;
    }

    Outcome<Home> open(Unlocking how) {
        return Home.attempt(() -> {
                    HomeFile file = read(folder);
                    Disk.checkFolder(folder);
                    return file;
                })
                .then(file -> unlock(file, how).then(box -> assemble(file, box)));
    }

    private Outcome<Lockbox> unlock(HomeFile file, Unlocking how) {
        if (file.asksForPassphrase()) {
            return how.byPassphrase()
                    ? file.unlock(how)
                    : Outcome.bad(Problem.WRONG_PASSPHRASE, "this home asks for a passphrase");
        }
        return Home.attempt(() -> readRootKey().orElseThrow(() -> Safe.damaged(ROOT_KEY)))
                .then(file::unlock);
    }

    private Outcome<Home> assemble(HomeFile file, Lockbox box) {
        return Home.attempt(() -> {
            Safe safe = new Safe(folder, file.id(), box, randomness, disk);
            Home home = new Home(safe, SharedLock.of(folder.resolve(LOCK)));
            try {
                home.recover();
            } catch (UnavailableException readOnly) {
                // reading still works; the next writer is told
            }
            return home;
        });
    }

    private Optional<Secret> readRootKey() throws IOException {
        Path file = folder.resolve(ROOT_KEY);
        Optional<byte[]> content = Disk.read(file);
        if (content.isEmpty()) {
            return Optional.empty();
        }
        Disk.checkPrivate(file);
        byte[] bytes = content.get();
        try {
            if (bytes.length != Lockbox.ROOT_BYTES) {
                throw Safe.damaged(ROOT_KEY);
            }
            return Optional.of(Secret.of(bytes));
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }
}
