// SPDX-License-Identifier: Apache-2.0
package dev.bulla;

import dev.bulla.core.Bytes;
import dev.bulla.core.Card;
import dev.bulla.core.Content;
import dev.bulla.core.Directory;
import dev.bulla.core.Draft;
import dev.bulla.core.Expectation;
import dev.bulla.core.Ground;
import dev.bulla.core.Identity;
import dev.bulla.core.Opener;
import dev.bulla.core.Opening;
import dev.bulla.core.Outcome;
import dev.bulla.core.ReplayTable;
import dev.bulla.core.SealedMessage;
import dev.bulla.core.Sealer;
import dev.bulla.vault.Home;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * One identity of a home, that seals and opens. Sees a rotation by another process within a second. Safe for use by many threads.
 */
public final class Party {
    private final String name;
    private final Home home;
    private final Bulla.Rules rules;
    private final ReplayTable replay;
    private final Ground ground;
    private final Directory directory;
    private volatile Voice voice;

    Party(String name, Identity identity, Home home, Bulla.Rules rules, ReplayTable replay, Ground ground) {
        this.name = name;
        this.home = home;
        this.rules = rules;
        this.replay = replay;
        this.ground = ground;
        this.directory = home.directory();
        this.voice = voice(identity);
    }

    /** The identity as it was when it was last looked at, and what works for it. */
    private record Voice(Card card, Sealer sealer, Opener opener) {
        void forget() {
            sealer.forget();
            opener.forget();
        }
    }

    private Voice voice(Identity identity) {
        Sealer sealer = Sealer.of(identity, directory, rules.policy(), rules.journal(), ground);
        Opener opener =
                Opener.of(identity, directory, rules.policy(), rules.journal(), replay, rules.settings(), ground);
        return new Voice(identity.card(), sealer, opener);
    }

    /** The voice for the card as it is now. */
    private Voice current() {
        Voice seen = voice;
        boolean same =
                directory.byName(name).fold(found -> found.card().equals(seen.card()), gone -> true, failed -> true);
        return same ? seen : renewed(seen);
    }

    private synchronized Voice renewed(Voice seen) {
        if (voice.equals(seen)) {
            home.identity(name).map(identity -> voice = voice(identity));
            if (!voice.equals(seen)) {
                seen.forget();
            }
        }
        return voice;
    }

    /** Its name in this home. */
    public String name() {
        return name;
    }

    /** Its card, to be given to others. */
    public Card card() {
        return current().card();
    }

    /** Seals a message whose parts are in memory. */
    public Outcome<SealedMessage> seal(Draft draft) {
        return current().sealer().seal(draft);
    }

    /** Seals many messages, those of proof {@code BATCH} under one signature. */
    public List<Outcome<SealedMessage>> sealBatch(List<Draft> drafts) {
        return current().sealer().sealBatch(drafts);
    }

    /**
     * Seals a message of any length into a stream. What was written is worth nothing unless the outcome is good.
     *
     * @throws IOException when a source or the stream fails
     */
    public Outcome<SealedMessage> sealTo(Draft draft, OutputStream out) throws IOException {
        return current().sealer().sealTo(draft, out);
    }

    /** Opens a message of this context; the empty context for messages without one. */
    public Opening open(Bytes envelope, String context) {
        return open(envelope, Expectation.of(context));
    }

    /** Opens a message. */
    public Opening open(Bytes envelope, Expectation expectation) {
        return current().opener().open(envelope, expectation);
    }

    /**
     * Opens a file of any length; its parts are read when they are asked for.
     *
     * @throws IOException when the file cannot be read
     */
    public Opening open(Path envelope, Expectation expectation) throws IOException {
        return open(() -> Files.newInputStream(envelope), expectation);
    }

    /**
     * Opens a message of any length that can be read many times; for a pipe, make a {@link Spool} of it.
     *
     * @throws IOException when the source fails
     */
    public Opening open(Content.Source envelope, Expectation expectation) throws IOException {
        return current().opener().open(envelope, expectation);
    }

    /** Drops all epochs and their secrets: after a change of policy, and after a restore from a snapshot. */
    public void forget() {
        voice.forget();
    }
}
