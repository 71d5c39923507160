// SPDX-License-Identifier: Apache-2.0
package dev.bulla.reader;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The public half of an epoch, decoded and measured (envelope.md §4, §11). */
final class Core {
    private static final int LARGEST = 2 << 20;

    final byte[] id;
    final Suite suite;
    final byte[] salt;
    final List<byte[]> commitments;
    final byte[] who;
    final byte[] head;
    final boolean hidden;
    final List<Slot> slots;

    /** One slot: hint, enc, sealed. */
    static final class Slot {
        final byte[] hint;
        final byte[] enc;
        final byte[] sealed;

        Slot(byte[] hint, byte[] enc, byte[] sealed) {
            this.hint = hint;
            this.enc = enc;
            this.sealed = sealed;
        }
    }

    private Core(Item item, List<Item> fields) throws Refused {
        id = Notation.hash("bulla/1 epoch", item.encoding());
        suite = Suite.of(fields.get(1).unsigned());
        salt = fields.get(2).bytes(32);
        commitments = commitments(fields.get(3).array());
        who = fields.get(4).bytes(69);
        slots = slots(fields.get(5).array());
        hidden = slots.get(0).hint.length == 0;
        byte[] five = {(byte) 0x85};
        List<byte[]> parts = new ArrayList<>(List.of(Notation.label("bulla/1 head"), five));
        fields.subList(0, 5).forEach(field -> parts.add(field.encoding()));
        head = Notation.sha256(parts.toArray(new byte[0][]));
    }

    static Core parse(Item item) throws Refused {
        if (item.encoding().length > LARGEST) {
            throw Refused.limit("a core of " + item.encoding().length + " bytes");
        }
        List<Item> fields = item.array();
        Statement.version(fields);
        if (fields.size() != 6) {
            throw Refused.malformed("a core of " + fields.size() + " fields");
        }
        Core core = new Core(item, fields);
        core.checkSlots();
        return core;
    }

    private static List<byte[]> commitments(List<Item> items) throws Refused {
        measured(items, 64, "compartments");
        List<byte[]> out = new ArrayList<>();
        for (Item item : items) {
            out.add(item.bytes(32));
        }
        return out;
    }

    private List<Slot> slots(List<Item> items) throws Refused {
        measured(items, 1024, "slots");
        List<Slot> out = new ArrayList<>();
        for (Item item : items) {
            List<Item> fields = item.array(3);
            byte[] hint = fields.get(0).bytes(0, 8);
            byte[] enc = fields.get(1).bytes(suite.encBytes);
            byte[] sealed = fields.get(2).bytes(33 + 16, 33 * commitments.size() + 16);
            out.add(new Slot(hint, enc, sealed));
        }
        return out;
    }

    private static void measured(List<Item> items, int most, String what) throws Refused {
        if (items.isEmpty()) {
            throw Refused.malformed("no " + what);
        }
        if (items.size() > most) {
            throw Refused.limit(items.size() + " " + what);
        }
    }

    private void checkSlots() throws Refused {
        if (hidden && slots.size() > 16) {
            throw Refused.limit(slots.size() + " hidden slots");
        }
        int sealed = slots.get(0).sealed.length;
        check((sealed - 16) % 33 == 0, "a slot's size");
        for (int i = 0; i < slots.size(); i++) {
            Slot slot = slots.get(i);
            check(slot.hint.length == (hidden ? 0 : 8), "hints of two kinds or sizes");
            check(slot.sealed.length == sealed, "slots of two sizes");
            if (i > 0) {
                byte[] before = hidden ? slots.get(i - 1).enc : slots.get(i - 1).hint;
                check(Arrays.compareUnsigned(before, hidden ? slot.enc : slot.hint) < 0, "slots do not ascend");
            }
        }
    }

    private static void check(boolean holds, String otherwise) throws Refused {
        if (!holds) {
            throw Refused.malformed(otherwise);
        }
    }
}
