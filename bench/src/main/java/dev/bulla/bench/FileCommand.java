// SPDX-License-Identifier: Apache-2.0
package dev.bulla.bench;

import dev.bulla.core.Bytes;
import dev.bulla.core.Card;
import dev.bulla.core.Content;
import dev.bulla.core.DailyKeys;
import dev.bulla.core.Draft;
import dev.bulla.core.Expectation;
import dev.bulla.core.HeldKeys;
import dev.bulla.core.Identity;
import dev.bulla.core.Kem;
import dev.bulla.core.Opened;
import dev.bulla.core.Part;
import dev.bulla.core.Piece;
import dev.bulla.core.Secret;
import dev.bulla.core.SignatureScheme;
import dev.bulla.core.Suite;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A small command over core's streams, for whole-process timings: keys and cards from files, one file sealed to one reader or opened. It has no
 * home, no pins and no durable replay table, so it is a floor under the product's own command.
 */
final class FileCommand {
    private static final String READER = "reader";

    private final Path keys;

    FileCommand(Path keys) {
        this.keys = keys;
    }

    /** Makes keys and cards. */
    void make() throws IOException {
        Files.createDirectories(keys);
        for (String name : new String[] {Cast.SENDER, READER}) {
            Cast.Fresh fresh = Cast.fresh(name, Suite.HYBRID);
            Files.write(keys.resolve(name + ".card"), fresh.card().encoded().toArray());
            Files.write(
                    keys.resolve(name + ".signing"),
                    fresh.keys().signing(SignatureScheme.ED25519).expose());
            Files.write(
                    keys.resolve(name + ".kem"), fresh.keys().kem(Kem.X_WING).expose());
        }
    }

    private Cast cast(ExecutorService workers) throws IOException {
        Map<String, Identity> people = new HashMap<>();
        for (String name : new String[] {Cast.SENDER, READER}) {
            Secret signing = Secret.of(Files.readAllBytes(keys.resolve(name + ".signing")));
            Secret kem = Secret.of(Files.readAllBytes(keys.resolve(name + ".kem")));
            DailyKeys daily = DailyKeys.of(Map.of(SignatureScheme.ED25519, signing), Map.of(Kem.X_WING, kem));
            Card card = Card.decode(Bytes.of(Files.readAllBytes(keys.resolve(name + ".card"))))
                    .orThrow();
            people.put(name, new Identity(card, HeldKeys.of(Map.of(0, daily))));
        }
        return Cast.of(people, workers);
    }

    private static ExecutorService workers() {
        return Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors(), work -> {
            Thread thread = new Thread(work, "segments");
            thread.setDaemon(true);
            return thread;
        });
    }

    void seal(Path in, Path out) throws IOException {
        seal(() -> Files.newInputStream(in), Files.size(in), out);
    }

    void seal(Content.Source source, long length, Path out) throws IOException {
        ExecutorService workers = workers();
        try (OutputStream stream = Files.newOutputStream(out)) {
            Draft draft = Draft.to(READER).part(Piece.of("body", Content.of(source, length)));
            cast(workers).sealer().sealTo(draft, stream).orThrow();
        } finally {
            workers.shutdown();
        }
    }

    void open(Path in, Path out) throws IOException {
        try (OutputStream stream = Files.newOutputStream(out)) {
            open(in, stream);
        }
    }

    /** How many bytes the part has. */
    long open(Path in, OutputStream out) throws IOException {
        ExecutorService workers = workers();
        try {
            Opened opened = cast(workers)
                    .opener(READER)
                    .open(() -> Files.newInputStream(in), Expectation.none())
                    .orThrow();
            Part.Readable part = (Part.Readable) opened.part("body").orElseThrow();
            try (InputStream body = part.stream()) {
                long length = body.transferTo(out);
                opened.done();
                return length;
            }
        } finally {
            workers.shutdown();
        }
    }
}
