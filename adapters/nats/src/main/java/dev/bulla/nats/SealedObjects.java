// SPDX-License-Identifier: Apache-2.0
package dev.bulla.nats;

import dev.bulla.core.Content;
import dev.bulla.core.Draft;
import dev.bulla.core.Expectation;
import dev.bulla.core.Opening;
import dev.bulla.core.Outcome;
import dev.bulla.core.Problem;
import dev.bulla.core.ProblemException;
import dev.bulla.core.SealedMessage;
import dev.bulla.core.UnavailableException;
import io.nats.client.JetStreamApiException;
import io.nats.client.ObjectStore;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.function.Function;

/**
 * An object store of sealed streams, of any size in constant memory: the sealed bytes rest in a temporary file of the owner's (0600) between here
 * and the server. The context names store and object, so that a server that gives another object is found out; an older one of the same name
 * it can give. Read as an archive, as in {@link SealedKv}. Safe for many threads.
 */
public final class SealedObjects {
    private final ObjectStore store;
    private final Seals seals;
    private final Opens opens;

    private SealedObjects(ObjectStore store, Seals seals, Opens opens) {
        this.store = store;
        this.seals = seals;
        this.opens = opens;
    }

    /** What seals into a stream: {@code party::sealTo}. */
    @FunctionalInterface
    public interface Seals {
        /** Seals it, or says why not. */
        Outcome<SealedMessage> sealTo(Draft draft, OutputStream out) throws IOException;
    }

    /** What opens a stream: {@code party::open}. */
    @FunctionalInterface
    public interface Opens {
        /** Opens it, or says why not. */
        Opening open(Content.Source sealed, Expectation expectation) throws IOException;
    }

    /** Seals what goes into the store and opens what comes out. */
    public static SealedObjects of(ObjectStore store, Seals seals, Opens opens) {
        return new SealedObjects(store, seals, opens);
    }

    /**
     * Seals an object and puts it.
     *
     * @param draft for whom, and its parts; its context is set here
     * @throws dev.bulla.core.ProblemException when it cannot be sealed or is not accepted
     * @throws UnavailableException when the server does not answer, or a file cannot be read or written
     */
    public void put(String name, Draft draft) {
        boolean unused = withFile(file -> {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
                SealedMessage ignored =
                        seals.sealTo(draft.context(context(name)), out).orThrow();
            }
            try (InputStream in = Files.newInputStream(file)) {
                Object ignored = store.put(name, in);
            }
            return true;
        });
    }

    /**
     * Gets an object and hands it over. Its parts can be read until the function returns.
     *
     * @throws dev.bulla.core.ProblemException {@code NAME_UNKNOWN} when there is none
     * @throws UnavailableException when the server does not answer, or a file cannot be read or written
     */
    public <R> R get(String name, Function<Opening, R> use) {
        return withFile(file -> {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
                Object ignored = store.get(name, out);
            } catch (IllegalArgumentException missing) {
                throw new ProblemException(Problem.NAME_UNKNOWN, "no such object");
            }
            Expectation expectation = Expectation.of(context(name)).inArchive();
            return use.apply(opens.open(() -> Files.newInputStream(file), expectation));
        });
    }

    private String context(String name) {
        return Contexts.of("object", store.getBucketName(), name);
    }

    private interface Work<R> {
        R on(Path file) throws IOException, JetStreamApiException, InterruptedException, NoSuchAlgorithmException;
    }

    private static <R> R withFile(Work<R> work) {
        Path file;
        try {
            file = Files.createTempFile("bulla-", ".sealed");
        } catch (IOException full) {
            throw new UnavailableException(Problem.STORE_UNAVAILABLE, Duration.ofSeconds(5), full);
        }
        try {
            return work.on(file);
        } catch (NoSuchAlgorithmException never) {
            throw new IllegalStateException(never);
        } catch (IOException | JetStreamApiException | InterruptedException | IllegalStateException failed) {
            throw Refusals.of(failed);
        } finally {
            try {
                Files.deleteIfExists(file);
            } catch (IOException stays) {
                // It holds sealed bytes only.
            }
        }
    }
}
