// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One attempt to open one envelope: the steps of {@code spec/envelope.md} §8, in their order. Not for many threads. */
final class OpeningRun {
    private final Opener.Reader reader;
    private final Primitives primitives;
    private final Expectation expectation;
    private final Sources source;
    private final boolean live;
    private Instant instant;
    private long now;
    private byte[] digest = {};
    private boolean proven;

    OpeningRun(Opener.Reader reader, Expectation expectation, Sources source) {
        this.reader = reader;
        this.primitives = reader.primitives();
        this.expectation = expectation;
        this.source = source;
        this.live = !expectation.archive();
        this.instant = reader.ground().clock().instant();
        this.now = instant.toEpochMilli();
    }

    byte[] digestSoFar() {
        return digest;
    }

    /** Whether the proof held: before that, anybody can cause a refusal in anybody's name. */
    boolean proven() {
        return proven;
    }

    /** Reading may have taken long: what follows is judged by the time it is now. */
    private void lookAtTheClock() {
        instant = reader.ground().clock().instant();
        now = instant.toEpochMilli();
    }

    /** The message; empty when it is not for this identity. */
    Optional<Opened> open() {
        CborReader in = source.first();
        Prologue prologue = Prologue.read(in, here -> Opener.recognise(reader.bySalt(), here));
        KnownEpoch epoch = epoch(prologue);
        if (epoch == null) {
            return Optional.empty();
        }
        EpochKeys keys = epoch.keys();
        Who who = keys.who();
        early(who);
        Directory.Finding.Found sender = sender(who);
        Standing standing = Standing.of(sender.card(), sender.forkedFrom(), who.statement());
        if (!standing.signs(keys.suite(), live)) {
            throw new Refusal(Problem.SUITE_REFUSED);
        }
        arrives(keys);
        Optional<ReplayTable.Window> window = lookUp(keys, prologue.counter());
        MessageKeys messageKeys = keys.message(prologue.counter(), prologue.random());
        List<PartLayout> layouts = prove(prologue, in, epoch, standing, messageKeys);
        if (!standing.statement().equals(epoch.statement())) {
            keep(epoch.provenUnder(standing.statement()), prologue);
        }
        Header header = header(prologue, keys, messageKeys);
        lookAtTheClock();
        Opened.Freshness freshness = check(header, keys, standing, prologue.counter());
        Opened.Claim claim = live ? claim(keys, prologue.counter(), window) : Opened.Claim.NONE;
        try {
            List<Part> parts = parts(header, keys, messageKeys, layouts);
            Opened.Sender from = new Opened.Sender(who.sender(), sender.name(), who.statement());
            Opened opened = new Opened(from, keys.suite(), who.proof(), header, parts, name(keys), freshness, claim);
            reader.journal()
                    .append(new Journal.Entry(
                            Journal.Event.OPENED,
                            instant,
                            reader.identity().identifier(),
                            who.sender(),
                            Bytes.owned(digest),
                            ""));
            return Optional.of(opened);
        } catch (RuntimeException | Error notNow) {
            claim.release();
            throw notNow;
        } finally {
            messageKeys.wipe();
        }
    }

    // Steps 1 to 4.

    private @Nullable KnownEpoch epoch(Prologue prologue) {
        KnownEpoch known = prologue.known();
        Bytes epochId = prologue.epochId();
        if (epochId != null) {
            known = reader.byId().find(epochId);
        }
        if (known != null) {
            accepted(known.keys().suite());
            checkVoucherBytes(known, prologue);
            return known;
        }
        EpochCore core = prologue.core();
        byte[] voucher = prologue.voucher();
        if (core == null) {
            Prologue.FetchedEpoch fetched = fetched(epochId);
            core = fetched.core();
            voucher = voucher.length == 0 ? fetched.voucher() : voucher;
        }
        accepted(core.suite());
        EpochOpener.Result result = reader.epochs().open(core, live);
        if (result == null) {
            return null;
        }
        byte[] kept = core.size() <= KnownEpoch.MOST_KEPT_BYTES ? core.encoded() : new byte[0];
        byte[] signature = voucherSignature(prologue, core, result, voucher);
        return new KnownEpoch(result.keys(), kept, voucher, signature, null);
    }

    /** What the voucher holds; empty when there is none and must be none. One that was fetched is not the message's fault. */
    private byte[] voucherSignature(Prologue prologue, EpochCore core, EpochOpener.Result result, byte[] voucher) {
        boolean pairwise = result.keys().who().proof() == Proof.PAIRWISE;
        boolean fetched = prologue.epochId() != null && prologue.voucher().length == 0;
        try {
            Refusal.unless(pairwise == (voucher.length > 0));
            if (!pairwise) {
                return voucher;
            }
            Refusal.unless(voucher.length == core.suite().signatureBytes() + Limits.TAG_BYTES);
            return EpochOpener.decrypt(primitives, result.voucherKey(), voucher);
        } catch (Refusal broken) {
            throw fetched ? new Refusal(Problem.EPOCH_UNKNOWN) : broken;
        }
    }

    private void accepted(Suite suite) {
        if (!reader.settings().suites().contains(suite)) {
            throw new Refusal(Problem.SUITE_REFUSED);
        }
    }

    /** A voucher beside an epoch that is known must be the one that held, and where the core is carried it must be there. */
    private static void checkVoucherBytes(KnownEpoch known, Prologue prologue) {
        byte[] voucher = prologue.voucher();
        if (voucher.length == 0) {
            Refusal.unless(!known.pairwise() || prologue.epochId() != null);
            return;
        }
        Refusal.unless(known.pairwise());
        if (!Arrays.equals(voucher, known.voucher())) {
            throw new Refusal(Problem.NOT_AUTHENTIC);
        }
    }

    private Prologue.FetchedEpoch fetched(@Nullable Bytes epochId) {
        Optional<Bytes> object = expectation.epochObject();
        if (epochId == null || object.isEmpty()) {
            throw new Refusal(Problem.EPOCH_UNKNOWN);
        }
        return Prologue.FetchedEpoch.read(object.get(), epochId, primitives);
    }

    private void early(Who who) {
        if (live && who.created() > now + Limits.SKEW_MILLIS) {
            throw new Refusal(Problem.NOT_YET);
        }
    }

    // Steps 5 to 8.

    private Directory.Finding.Found sender(Who who) {
        return reader.directory()
                .byIdentifier(who.sender())
                .fold(
                        found -> found,
                        unknown -> {
                            throw new Refusal(Problem.UNTRUSTED_SENDER);
                        },
                        failed -> {
                            throw new Refusal(failed.problem());
                        });
    }

    private void arrives(EpochKeys keys) {
        boolean pairwise = keys.who().proof() == Proof.PAIRWISE;
        if (pairwise && (!live || now > keys.who().notAfter() + Limits.SKEW_MILLIS)) {
            throw new Refusal(Problem.PAIRWISE_REFUSED);
        }
        if (!Opener.allows(reader.policy(), question(Policy.Action.ARRIVE, keys, "", Opened.Replay.UNKNOWN))) {
            throw new Refusal(pairwise ? Problem.PAIRWISE_REFUSED : Problem.FORBIDDEN);
        }
    }

    private Policy.Question question(Policy.Action action, EpochKeys keys, String context, Opened.Replay replay) {
        return new Policy.Question(
                action,
                keys.who().sender(),
                reader.identity().identifier(),
                keys.suite(),
                keys.who().proof(),
                context,
                replay);
    }

    private Optional<ReplayTable.Window> lookUp(EpochKeys keys, int counter) {
        if (!live) {
            return Optional.empty();
        }
        Identifier own = reader.identity().identifier();
        Optional<ReplayTable.Window> window =
                reader.replay().known(own, keys.who().sender(), Bytes.owned(keys.id()));
        window.ifPresent(w -> free(w.look(counter, instant)));
        return window;
    }

    private static void free(ReplayTable.State state) {
        switch (state) {
            case FREE -> {}
            case IN_FLIGHT -> throw new Refusal(Problem.IN_FLIGHT);
            case DONE -> throw new Refusal(Problem.REPLAYED);
        }
    }

    // Steps 9 and 10.

    private List<PartLayout> prove(
            Prologue prologue, CborReader in, KnownEpoch epoch, Standing standing, MessageKeys messageKeys) {
        EpochKeys keys = epoch.keys();
        boolean pairwise = keys.who().proof() == Proof.PAIRWISE;
        List<PartLayout> layouts = new ArrayList<>(prologue.parts());
        SegmentScanner scanner = source.scanner(primitives, reader.ground(), in, !pairwise);
        for (int i = 0; i < prologue.parts(); i++) {
            layouts.add(scanner.part(MessageKeys.FIRST_PART + i));
        }
        in.keep();
        byte[] proof = in.atEnd() ? new byte[0] : in.bytes(Limits.TAG_BYTES + 1, Limits.PROOF_BYTES);
        in.expectEnd();
        Refusal.unless(pairwise == (proof.length == 0));
        if (pairwise) {
            prove(epoch, prologue, standing);
        } else {
            digest = digest(prologue, keys, layouts);
            reader.proofs().check(keys, standing.statement(), digest, decrypted(messageKeys, MessageKeys.PROOF, proof));
        }
        if (pairwise && source.again()) {
            digest = digest(prologue, keys, layouts);
        }
        proven = true;
        if (standing.compromised() && (pairwise || !reader.journal().accepted(Bytes.owned(digest)))) {
            throw new Refusal(Problem.COMPROMISED);
        }
        return layouts;
    }

    /** Pairwise: the voucher was made with the keys of the statement that speaks for the sender now. */
    private void prove(KnownEpoch epoch, Prologue prologue, Standing standing) {
        boolean before = standing.statement().equals(epoch.statement());
        if (!before && !reader.proofs().vouched(epoch.keys(), standing.statement(), epoch.signature())) {
            boolean fetched = epoch.statement() == null && prologue.voucher().length == 0;
            throw new Refusal(fetched ? Problem.EPOCH_UNKNOWN : Problem.NOT_AUTHENTIC);
        }
    }

    private byte[] digest(Prologue prologue, EpochKeys keys, List<PartLayout> layouts) {
        DigestBuilder builder = new DigestBuilder(
                primitives,
                keys.id(),
                prologue.counter(),
                prologue.random(),
                primitives.sha256(prologue.header()),
                layouts.size());
        layouts.forEach(layout -> builder.part(layout.digest()));
        return builder.digest();
    }

    /** D: known already, or computed from the source when somebody asks. */
    private Supplier<Bytes> name(EpochKeys keys) {
        if (digest.length > 0) {
            Bytes known = Bytes.owned(digest);
            return () -> known;
        }
        return () -> source.digest(primitives, reader.ground(), keys.id());
    }

    private byte[] decrypted(MessageKeys keys, int place, byte[] sealed) {
        byte[] out = new byte[sealed.length - Limits.TAG_BYTES];
        if (primitives.gcm().open(keys.key(0), MessageKeys.nonce(place, 0, true), sealed, 0, sealed.length, out, 0)
                < 0) {
            throw new Refusal(Problem.NOT_AUTHENTIC);
        }
        return out;
    }

    private void keep(KnownEpoch known, Prologue prologue) {
        reader.byId().put(Bytes.owned(known.keys().id()), known);
        if (known.core().length > 0 && prologue.core() != null) {
            reader.bySalt().put(Bytes.owned(prologue.core().salt()), known);
        }
    }

    // Steps 11 to 14.

    private Header header(Prologue prologue, EpochKeys keys, MessageKeys messageKeys) {
        byte[] plain = decrypted(messageKeys, MessageKeys.HEADER, prologue.header());
        Header header = Header.decode(plain, plain.length, keys.compartments());
        Refusal.unless(header.places().size() == prologue.parts());
        if (!header.addressees().isEmpty()) {
            Refusal.unless(header.addressees().size() == keys.slots());
            if (!header.addressees().contains(reader.identity().identifier())) {
                throw new Refusal(Problem.NOT_ADDRESSED);
            }
        }
        return header;
    }

    private Opened.Freshness check(Header header, EpochKeys keys, Standing standing, int counter) {
        if (!header.context().equals(expectation.context())) {
            throw new Refusal(Problem.WRONG_CONTEXT);
        }
        long created = header.created();
        Who who = keys.who();
        Refusal.unless(created >= who.created() - Limits.SKEW_MILLIS && created <= who.notAfter());
        long life = reader.settings().maximumLife().toMillis();
        long expires = header.expires() < 0 ? created + life : header.expires();
        Refusal.unless(expires > created);
        if (live) {
            if (created > now + Limits.SKEW_MILLIS) {
                throw new Refusal(Problem.NOT_YET);
            }
            if (expires <= now - Limits.SKEW_MILLIS) {
                throw new Refusal(Problem.EXPIRED);
            }
            if (expires > created + life) {
                throw new Refusal(Problem.LIFE_TOO_LONG);
            }
        }
        standing.checkLife(created, now, live);
        Opened.Replay replay = replay(keys, counter, created);
        if (!Opener.allows(reader.policy(), question(Policy.Action.RECEIVE, keys, header.context(), replay))) {
            throw new Refusal(Problem.FORBIDDEN);
        }
        return new Opened.Freshness(replay, expires <= now - Limits.SKEW_MILLIS);
    }

    private Opened.Replay replay(EpochKeys keys, int counter, long created) {
        ReplayTable table = reader.replay();
        boolean seen = !live
                && table.known(reader.identity().identifier(), keys.who().sender(), Bytes.owned(keys.id()))
                        .map(window -> window.look(counter, instant) == ReplayTable.State.DONE)
                        .orElse(false);
        if (seen) {
            return Opened.Replay.SEEN;
        }
        boolean remembered = !Instant.ofEpochMilli(created - Limits.SKEW_MILLIS).isBefore(table.since());
        return remembered ? Opened.Replay.NEW : Opened.Replay.UNKNOWN;
    }

    private Opened.Claim claim(EpochKeys keys, int counter, Optional<ReplayTable.Window> known) {
        ReplayTable.Window window = known.orElseGet(() -> room(keys));
        Instant leaseUntil = instant.plus(Limits.LEASE);
        free(window.claim(counter, instant, leaseUntil));
        return new Lease(window, counter, leaseUntil);
    }

    private ReplayTable.Window room(EpochKeys keys) {
        Who who = keys.who();
        Instant keepUntil = Instant.ofEpochMilli(who.notAfter())
                .plus(reader.settings().maximumLife())
                .plus(Limits.SKEW);
        return reader.replay()
                .window(reader.identity().identifier(), who.sender(), Bytes.owned(keys.id()), keepUntil, instant)
                .orElseThrow(() -> new Refusal(Problem.REPLAY_FULL));
    }

    // Step 15.

    private List<Part> parts(Header header, EpochKeys keys, MessageKeys messageKeys, List<PartLayout> layouts) {
        List<Part> parts = new ArrayList<>(layouts.size());
        Sources.Parts reading =
                source.parts(primitives, reader.ground(), reader.settings().mostMemoryBytes());
        for (int i = 0; i < layouts.size(); i++) {
            Header.Place place = header.places().get(i);
            PartLayout layout = layouts.get(i);
            if (keys.reads(place.compartment())) {
                GcmKey key = messageKeys.key(place.compartment());
                parts.add(reading.read(place.name(), MessageKeys.FIRST_PART + i, key, layout));
            } else {
                parts.add(new Part.Withheld(place.name(), layout.sealedBytes()));
            }
        }
        return List.copyOf(parts);
    }
}
