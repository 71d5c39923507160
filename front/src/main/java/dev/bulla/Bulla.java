// SPDX-License-Identifier: Apache-2.0
package dev.bulla;

import dev.bulla.core.Ground;
import dev.bulla.core.Journal;
import dev.bulla.core.Opener;
import dev.bulla.core.Outcome;
import dev.bulla.core.Policy;
import dev.bulla.core.Randomness;
import dev.bulla.core.ReplayTable;
import dev.bulla.vault.Home;
import dev.bulla.vault.Unlocking;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;

/**
 * The front door: opens a home folder and speaks and reads for the identities in it.
 *
 * {@snippet file="dev/bulla/example/LetterExample.java" region="letter"}
 *
 * <p>A home is made once, with {@code bulla init} or {@link #create(Path)}. Safe for use by many threads; closing it wipes the private keys.
 */
public final class Bulla implements AutoCloseable {
    private final Home home;
    private final Rules rules;
    private final Ground ground;
    private final ExecutorService workers;
    private final Map<String, Party> parties = new ConcurrentHashMap<>();
    private final List<Party> others = new CopyOnWriteArrayList<>();

    private Bulla(Home home, Rules rules, Randomness randomness) {
        this.home = home;
        this.rules = rules;
        this.workers = Workers.make();
        this.ground = new Ground(InstantSource.system(), randomness, workers);
    }

    /**
     * What an application decides.
     *
     * @param policy who may send what to whom
     * @param journal where it is noted
     * @param settings what receivers accept
     */
    public record Rules(Policy policy, Journal journal, Opener.Settings settings) {
        /** Whoever is pinned may send, in any kind of proof, since a person pinned him; nothing is noted; the usual limits. */
        public static Rules usual() {
            return new Rules(Policy.knownInAnyProof(), Journal.none(), Opener.Settings.usual());
        }
    }

    /** Makes a home with a root key file, and opens it. */
    public static Outcome<Bulla> create(Path folder) {
        return create(folder, Unlocking.rootKeyFile());
    }

    /** Makes a home, and opens it. */
    public static Outcome<Bulla> create(Path folder, Unlocking how) {
        Randomness randomness = OperatingSystem.randomness();
        return Home.create(folder, how, randomness).map(home -> new Bulla(home, Rules.usual(), randomness));
    }

    /** Opens a home that has a root key file. */
    public static Outcome<Bulla> open(Path folder) {
        return open(folder, Unlocking.rootKeyFile(), Rules.usual());
    }

    /** Opens a home. */
    public static Outcome<Bulla> open(Path folder, Unlocking how, Rules rules) {
        Randomness randomness = OperatingSystem.randomness();
        return Home.open(folder, how, randomness).map(home -> new Bulla(home, rules, randomness));
    }

    /** Speaks and reads for an identity of this home; {@code NAME_UNKNOWN} when there is none of that name. */
    public Outcome<Party> as(String name) {
        Party known = parties.get(name);
        if (known != null) {
            return Outcome.good(known);
        }
        return home.identity(name)
                .map(identity ->
                        parties.computeIfAbsent(name, n -> new Party(n, identity, home, rules, home.replay(), ground)));
    }

    /** The same with another memory of what was handled than the home's: for readers whose carrier remembers for them. Made anew each time. */
    public Outcome<Party> as(String name, ReplayTable replay) {
        return home.identity(name).map(identity -> {
            Party party = new Party(name, identity, home, rules, replay, ground);
            others.add(party);
            return party;
        });
    }

    /** The home: identities, control keys and pins. */
    public Home home() {
        return home;
    }

    /** The clock, the randomness and the threads that all parties use. */
    public Ground ground() {
        return ground;
    }

    @Override
    public void close() {
        parties.values().forEach(Party::forget);
        others.forEach(Party::forget);
        workers.shutdownNow();
        home.close();
    }
}
