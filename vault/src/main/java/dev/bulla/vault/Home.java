// SPDX-License-Identifier: Apache-2.0
package dev.bulla.vault;

import dev.bulla.core.Bytes;
import dev.bulla.core.Card;
import dev.bulla.core.Chain;
import dev.bulla.core.Directory;
import dev.bulla.core.Identity;
import dev.bulla.core.Outcome;
import dev.bulla.core.Problem;
import dev.bulla.core.Randomness;
import dev.bulla.core.ReplayTable;
import dev.bulla.core.Suite;
import dev.bulla.core.UnavailableException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The folder in which one account keeps its identities, its control keys, the cards it pinned, and what it already opened
 * ({@code spec/home.md}).
 *
 * <p>Many processes and threads may use a home at once. Changes happen wholly or not at all, whenever a process ends; they wait up to
 * five seconds for another writer, then answer {@link Problem#HOME_LOCKED}. A disk that fails throws {@link UnavailableException}. Closing
 * it wipes the root key and all private keys it handed out.
 */
public final class Home implements AutoCloseable {
    /** How long a change waits for another writer. */
    public static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Safe safe;
    private final SharedLock lock;
    private final IdentityFiles identities;
    private final ControlKeys controls;
    private final IdentityWriter writer;
    private final PinFiles pins;
    private final HomeDirectory directory;
    private final List<FileReplayTable> tables = new CopyOnWriteArrayList<>();

    Home(Safe safe, SharedLock lock) {
        this.safe = safe;
        this.lock = lock;
        identities = new IdentityFiles(safe);
        controls = new ControlKeys(safe);
        writer = new IdentityWriter(safe, identities, controls);
        pins = new PinFiles(safe);
        directory = new HomeDirectory(safe, identities, pins, System::nanoTime);
    }

    /** Makes a home in a folder, which is made if it is not there and may hold other files; {@link Problem#EXISTS} when there is one. */
    public static Outcome<Home> create(Path folder, Unlocking how, Randomness randomness) {
        return new HomeOpener(folder, randomness, Disk.real()).create(how);
    }

    /** Opens a home. Whether it asks for a passphrase, {@link #asksForPassphrase} tells. */
    public static Outcome<Home> open(Path folder, Unlocking how, Randomness randomness) {
        return new HomeOpener(folder, randomness, Disk.real()).open(how);
    }

    /** Whether a passphrase opens the home in this folder. */
    public static Outcome<Boolean> asksForPassphrase(Path folder) {
        return attempt(() -> HomeOpener.read(folder).asksForPassphrase());
    }

    /** The folder. */
    public Path folder() {
        return safe.home();
    }

    /** The file with the settings of programs, which are theirs to define. */
    public Path config() {
        return safe.at("config");
    }

    /** Makes an identity of the usual life with its control key in the home. */
    public Outcome<Card> createIdentity(String name, List<Suite> suites, Instant now) {
        return createIdentity(name, suites, now, Chain.USUAL_LIFE, ControlPlace.inHome());
    }

    /**
     * Makes an identity.
     *
     * @param name its name here and in its card: 1 to 100 letters, digits, {@code . _ -}
     * @param suites those it signs with; it opens all that read with the same keys
     * @param life how long each of its statements lives
     * @param control where to keep the key that rotates and revokes it; a file there must not exist
     */
    public Outcome<Card> createIdentity(
            String name, List<Suite> suites, Instant now, Duration life, ControlPlace control) {
        return change(() -> {
            FileNames.check(name);
            FileNames.checkVacant(name, identities.names());
            FileNames.checkVacant(name, pins.names());
            return writer.create(name, List.copyOf(suites), now, life, control);
        });
    }

    /**
     * Gives an identity fresh keys.
     *
     * @param stolen whose daily keys somebody else may have
     * @param control where its control key is; the next one takes its place
     */
    public Outcome<Card> rotate(String name, Instant now, Stolen stolen, ControlPlace control) {
        return change(() -> writer.rotate(name, now, stolen, control));
    }

    /**
     * Ends an identity. Its control key is removed. With {@link Stolen#everything()} it is revoked: nothing it ever said counts any more.
     * With {@link Stolen#nothing()} it is retired: what was said stays said.
     */
    public Outcome<Card> revoke(String name, Instant now, Stolen stolen, ControlPlace control) {
        return change(() -> writer.close(name, now, stolen, control));
    }

    /** Destroys the keys of an earlier statement: what was sealed to them can no longer be read here. */
    public Outcome<OwnIdentity> destroyKeys(String name, int statement) {
        return change(() -> {
                    writer.destroyKeys(name, statement);
                    return name;
                })
                .then(this::own);
    }

    /** An identity with its private keys; the same object until its files change, also by other processes. */
    public Outcome<Identity> identity(String name) {
        return attempt(() -> identities.identity(name));
    }

    /** An identity of this home without its secrets. */
    public Outcome<OwnIdentity> own(String name) {
        return attempt(() -> {
            OwnCard own = identities.card(name).orElseThrow(() -> new Refused(Problem.NAME_UNKNOWN, name));
            return new OwnIdentity(name, own.card(), identities.keysHeld(name, own), controls.inHome(name));
        });
    }

    /** The identities of this home that are whole; of the others {@link #damaged()} tells. */
    public List<OwnIdentity> identities() {
        return read(() -> {
            List<OwnIdentity> all = new ArrayList<>();
            for (String name : identities.names()) {
                own(name).fold(good -> all.add(good.value()), bad -> false);
            }
            return List.copyOf(all);
        });
    }

    /** Binds a card to the name it claims. See {@link #pin(Bytes, String, Instant)}. */
    public Outcome<Pin> pin(Bytes card, Instant now) {
        return Card.decode(card).then(whole -> pin(card, whole.name(), now));
    }

    /**
     * Binds somebody's card to a name, or brings the card of a name up to date. Never goes back to an older card; a card that contradicts
     * the one that is there is {@link Problem#IDENTITY_FORKED} and noted. A name or identity that is bound otherwise is {@link Problem#EXISTS}.
     */
    public Outcome<Pin> pin(Bytes card, String name, Instant now) {
        return Card.decode(card)
                .then(whole -> change(() -> {
                    checkForeign(whole, name);
                    return pins.add(whole, name, now);
                }));
    }

    /** Binds a name to a card because a person compared the identifier and says so; ends a fork. */
    public Outcome<Pin> pinAgain(Bytes card, String name, Instant now) {
        return Card.decode(card)
                .then(whole -> change(() -> {
                    checkForeign(whole, name);
                    return pins.addAgain(whole, name, now);
                }));
    }

    private void checkForeign(Card card, String name) throws IOException {
        FileNames.check(name);
        FileNames.checkVacant(name, identities.names());
        for (String own : identities.names()) {
            Optional<OwnCard> known = identities.card(own);
            if (known.isPresent() && known.get().card().identifier().equals(card.identifier())) {
                boolean forked = known.get().card().forkedFrom(card).isPresent();
                throw new Refused(
                        forked ? Problem.IDENTITY_FORKED : Problem.EXISTS, own + " is an identity of this home");
            }
        }
    }

    /** Releases a name. Works for a damaged pin too. */
    public Outcome<String> unpin(String name) {
        return change(() -> {
            if (!FileNames.acceptable(name) || !pins.names().contains(name)) {
                throw new Refused(Problem.NAME_UNKNOWN, name);
            }
            pins.remove(name);
            return name;
        });
    }

    /** The pins that are whole; of the others {@link #damaged()} tells. */
    public List<Pin> pins() {
        return read(pins::whole);
    }

    /** What does not open, by its place in the folder. */
    public List<String> damaged() {
        return read(() -> {
            List<String> damaged = new ArrayList<>();
            for (String name : identities.names()) {
                Home.<Object>attempt(() -> identities.identity(name))
                        .fold(good -> false, bad -> damaged.add(bad.about()));
            }
            for (String name : pins.names()) {
                Home.<Object>attempt(() -> pins.read(name)).fold(good -> false, bad -> damaged.add(bad.about()));
            }
            return List.copyOf(damaged);
        });
    }

    /** Own identities and pins by name and identifier. Changes by other processes are seen within a second. */
    public Directory directory() {
        return directory;
    }

    /**
     * What was opened here, shared by all processes that use this home. It is closed with the home.
     *
     * @throws UnavailableException when it cannot be read
     */
    public ReplayTable replay() {
        return replay(FileReplayTable.USUAL_WINDOWS);
    }

    /** For so many epochs, of which one sender has at most an eighth. */
    public ReplayTable replay(int mostWindows) {
        return read(() -> {
            FileReplayTable table = FileReplayTable.open(safe.at(FileReplayTable.FOLDER), mostWindows);
            tables.add(table);
            return table;
        });
    }

    private <T> Outcome<T> change(SharedLock.Work<T> work) {
        try {
            return attempt(() -> lock.during(PATIENCE, () -> {
                writer.begin();
                T done = work.run();
                writer.end();
                return done;
            }));
        } finally {
            directory.changed();
        }
    }

    /** Whoever holds the lock at this moment does it himself. */
    void recover() {
        if (writer.unfinished()) {
            attempt(() -> lock.during(Duration.ZERO, () -> {
                writer.begin();
                writer.end();
                return true;
            }));
        }
    }

    static <T> Outcome<T> attempt(SharedLock.Work<T> work) {
        try {
            return Outcome.good(work.run());
        } catch (Refused refused) {
            return refused.outcome();
        } catch (IOException failed) {
            throw unavailable(failed);
        }
    }

    private static <T> T read(SharedLock.Work<T> work) {
        try {
            return work.run();
        } catch (IOException failed) {
            throw unavailable(failed);
        }
    }

    static UnavailableException unavailable(Exception cause) {
        return new UnavailableException(Problem.STORE_UNAVAILABLE, Duration.ofSeconds(1), cause);
    }

    @Override
    public void close() {
        identities.close();
        safe.close();
        tables.forEach(FileReplayTable::close);
        lock.close();
    }
}
