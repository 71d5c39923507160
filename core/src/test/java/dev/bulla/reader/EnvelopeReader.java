// SPDX-License-Identifier: Apache-2.0
package dev.bulla.reader;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.util.encoders.Hex;

/**
 * Opens one envelope for one identity: the steps of envelope.md §8, in their order. The state of §10 is told, not
 * kept.
 */
final class EnvelopeReader {
    private static final BigInteger SKEW = BigInteger.valueOf(60_000);
    private static final BigInteger MAXIMUM_LIFE = BigInteger.valueOf(24L * 60 * 60 * 1000);

    private final byte[] envelope;
    private final ReaderInputs in;
    private final BigInteger now;

    private EnvelopeReader(byte[] envelope, ReaderInputs in) {
        this.envelope = envelope;
        this.in = in;
        this.now = BigInteger.valueOf(in.now());
    }

    /** The opened message; else {@link Refused} has the answer. */
    static Opened open(byte[] envelope, ReaderInputs in) throws Refused {
        return new EnvelopeReader(envelope, in).open();
    }

    private Opened open() throws Refused {
        // 1
        StrictCbor sequence = new StrictCbor(envelope);
        Opening opening = Opening.parse(sequence.next());
        Message message = Message.parse(sequence.next());
        Opening.Resolved resolved = opening.resolve(in.epochs());
        Core core = resolved.core();
        // 2
        if (!in.minimum().contains(core.suite.id)) {
            throw new Refused("SUITE_REFUSED", core.suite + " is not accepted");
        }
        // 3, 4
        Epoch epoch = Epoch.open(core, in.reader(), in.live());
        boolean pairwise = epoch.kind == Epoch.PAIRWISE;
        if (resolved.voucher().isPresent() != pairwise) {
            throw resolved.blamed(Refused.malformed("a voucher in a signed kind, or none in pairwise"));
        }
        if (in.live() && epoch.created.compareTo(now.add(SKEW)) > 0) {
            throw new Refused("NOT_YET", "the epoch");
        }
        // 5
        String sender = Hex.toHexString(epoch.sender);
        Statement statement = in.cards().find(sender, epoch.statement);
        // 6
        List<byte[]> keys = statement.keysOf(core.suite);
        if (in.live()) {
            in.cards().checkSigns(sender, core.suite);
        }
        // 7
        boolean pairwiseMay =
                in.live() && in.pairwise().contains(sender) && now.compareTo(epoch.notAfter.add(SKEW)) <= 0;
        if (pairwise && !pairwiseMay) {
            throw new Refused("PAIRWISE_REFUSED", sender);
        }
        if (in.forbids(sender, "")) {
            throw new Refused("FORBIDDEN", sender);
        }
        // 8
        checkReplay();
        // 9
        Segments segments = Segments.read(sequence, message.parts(), !pairwise);
        byte[] digest = segments.digest(core.id, message);
        try {
            Proof.check(epoch, keys, message, digest, pairwise ? resolved.voucher() : segments.proof());
        } catch (Refused e) {
            throw pairwise ? resolved.blamed(e) : e;
        }
        in.cards().checkCompromised(sender, statement.number, in.accepted().contains(Hex.toHexString(digest)));
        // 11
        byte[] key = epoch.messageKey(0, message.counter(), message.r());
        byte[] plain = Notation.decrypt(key, Segments.nonce(0, 0, true), message.header(), "the header");
        Header header = Header.parse(plain, core.commitments.size());
        if (header.table.size() != message.parts()) {
            throw Refused.malformed("a part table of " + header.table.size());
        }
        if (!header.addressees.isEmpty() && header.addressees.size() != core.slots.size()) {
            throw Refused.malformed("another number of addressees than of slots");
        }
        if (!header.addressees.isEmpty()
                && !header.addressees.contains(in.reader().identifierHex())) {
            throw new Refused("NOT_ADDRESSED", in.reader().name());
        }
        // 12
        if (!header.context.orElse("").equals(in.context())) {
            throw new Refused("WRONG_CONTEXT", header.context.orElse(""));
        }
        // 13
        checkTimes(header, epoch);
        in.cards().checkLife(sender, statement.number, header.created, now, in.live());
        if (in.forbids(sender, header.context.orElse(""))) {
            throw new Refused("FORBIDDEN", header.context.orElse(""));
        }
        // 14
        if (in.live() && in.handled().orElse("").equals("full")) {
            throw new Refused("REPLAY_FULL", "no room");
        }
        // 15
        Map<String, Optional<PartContent>> parts = parts(epoch, message, header, segments);
        return new Opened(epoch, message.counter(), Hex.toHexString(digest), header, parts);
    }

    private void checkReplay() throws Refused {
        String handled = in.live() ? in.handled().orElse("") : "";
        if (handled.equals("done")) {
            throw new Refused("REPLAYED", "done");
        }
        if (handled.equals("in-flight")) {
            throw new Refused("IN_FLIGHT", "leased");
        }
    }

    /** §9. */
    private void checkTimes(Header header, Epoch epoch) throws Refused {
        BigInteger latest = header.created.add(MAXIMUM_LIFE);
        BigInteger expires = header.expires.orElse(latest);
        if (expires.compareTo(header.created) <= 0
                || header.created.compareTo(epoch.created.subtract(SKEW)) < 0
                || header.created.compareTo(epoch.notAfter) > 0) {
            throw Refused.malformed("created or expires");
        }
        if (in.live()) {
            if (header.created.compareTo(now.add(SKEW)) > 0) {
                throw new Refused("NOT_YET", "created " + header.created);
            }
            if (expires.compareTo(now.subtract(SKEW)) <= 0) {
                throw new Refused("EXPIRED", "expires " + expires);
            }
            if (expires.compareTo(latest) > 0) {
                throw new Refused("LIFE_TOO_LONG", "expires " + expires);
            }
        }
    }

    private Map<String, Optional<PartContent>> parts(Epoch epoch, Message message, Header header, Segments segments)
            throws Refused {
        long held = 0;
        Map<String, Optional<PartContent>> parts = new LinkedHashMap<>();
        for (int i = 0; i < header.table.size(); i++) {
            Header.Place place = header.table.get(i);
            if (epoch.secrets.containsKey(place.compartment())) {
                byte[] key = epoch.messageKey(place.compartment(), message.counter(), message.r());
                PartContent part = PartContent.parse(segments.decrypt(i, key));
                held += part.content.length;
                if (held > in.memory()) {
                    throw Refused.limit("parts of " + held + " bytes");
                }
                parts.put(place.name(), Optional.of(part));
            } else {
                parts.put(place.name(), Optional.empty());
            }
        }
        return parts;
    }

    /** The second item of an envelope (§5). */
    record Message(Item item, int counter, int parts) {
        static Message parse(Item item) throws Refused {
            List<Item> fields = item.array(4);
            int counter = fields.get(0).unsigned(0, 1_048_575);
            fields.get(1).bytes(16);
            int parts = fields.get(2).unsigned(1, Integer.MAX_VALUE);
            fields.get(3).bytes(17, 65_552);
            if (parts > 256) {
                throw Refused.limit(parts + " parts");
            }
            return new Message(item, counter, parts);
        }

        byte[] r() throws Refused {
            return item.array().get(1).bytes(16);
        }

        byte[] header() throws Refused {
            return item.array().get(3).bytes(17, 65_552);
        }
    }

    /** The first item of an envelope: a core, or the name of one (§4 By reference, §5). */
    record Opening(Optional<Core> core, Item reference, Optional<byte[]> voucher) {
        /** What was found, and whether the voucher, or its absence, is a fetched object's. */
        record Resolved(Core core, Optional<byte[]> voucher, boolean fetched) {
            /** A voucher of an object that does not hold counts as not fetched. */
            Refused blamed(Refused refused) {
                return fetched ? new Refused("EPOCH_UNKNOWN", refused.getMessage()) : refused;
            }
        }

        static Opening parse(Item item) throws Refused {
            List<Item> fields = item.tagged(StrictCbor.ENVELOPE_TAG).array(2);
            Item first = fields.get(0);
            if (first.isBytes()) {
                first.bytes(32);
                return new Opening(Optional.empty(), first, voucher(fields.get(1)));
            }
            Core core = Core.parse(first);
            Optional<byte[]> voucher = voucher(fields.get(1));
            checkVoucher(core, voucher);
            return new Opening(Optional.of(core), first, voucher);
        }

        /** Finds the object whose core has the hash; its own voucher serves when the envelope carries none. */
        Resolved resolve(List<byte[]> objects) throws Refused {
            if (core.isPresent()) {
                return new Resolved(core.get(), voucher, false);
            }
            for (byte[] object : objects) {
                List<Item> fields = fields(object);
                if (fields.isEmpty()) {
                    continue;
                }
                byte[] id = Notation.hash("bulla/1 epoch", fields.get(0).encoding());
                if (Arrays.equals(id, reference.bytes(32))) {
                    Core found = Core.parse(fields.get(0));
                    if (voucher.isPresent()) {
                        checkVoucher(found, voucher);
                        return new Resolved(found, voucher, false);
                    }
                    return new Resolved(found, fetchedVoucher(found, fields.get(1)), true);
                }
            }
            throw new Refused("EPOCH_UNKNOWN", Hex.toHexString(reference.bytes(32)));
        }

        /** What does not decode counts as not fetched. */
        private static List<Item> fields(byte[] object) {
            try {
                return StrictCbor.only(object).array(2);
            } catch (Refused notAnObject) {
                return List.of();
            }
        }

        private static Optional<byte[]> fetchedVoucher(Core core, Item item) throws Refused {
            try {
                Optional<byte[]> voucher = voucher(item);
                checkVoucher(core, voucher);
                return voucher;
            } catch (Refused e) {
                throw new Refused("EPOCH_UNKNOWN", e.getMessage());
            }
        }

        private static Optional<byte[]> voucher(Item item) throws Refused {
            return item.isNull() ? Optional.empty() : Optional.of(item.bytes(80, 3389));
        }

        private static void checkVoucher(Core core, Optional<byte[]> voucher) throws Refused {
            if (voucher.isPresent() && voucher.get().length != core.suite.signatureBytes() + 16) {
                throw Refused.malformed("a voucher of another suite");
            }
        }
    }
}
