// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

/**
 * Who speaks in an epoch, until when, and how it is proven ({@code spec/envelope.md} §4): the 53 bytes inside {@code who}.
 *
 * @param sender the sender's identifier
 * @param statement the number of the statement whose keys sign
 * @param created milliseconds
 * @param notAfter milliseconds
 */
record Who(Identifier sender, int statement, long created, long notAfter, Proof proof) {
    byte[] encode() {
        byte[] bytes = new byte[Limits.WHO_BYTES];
        System.arraycopy(sender.value().raw(), 0, bytes, 0, Identifier.BYTES);
        int at = Framing.putInt(bytes, Identifier.BYTES, statement);
        at = Framing.putLong(bytes, at, created);
        at = Framing.putLong(bytes, at, notAfter);
        bytes[at] = proof.id();
        return bytes;
    }

    static Who decode(byte[] bytes) {
        Identifier sender = new Identifier(Bytes.of(bytes, 0, Identifier.BYTES));
        int statement = Framing.intAt(bytes, 32);
        long created = Framing.longAt(bytes, 36);
        long notAfter = Framing.longAt(bytes, 44);
        int kind = bytes[52];
        Refusal.unless(statement >= 0 && statement < Statement.MOST);
        Refusal.unless(created >= 0 && created < notAfter && notAfter <= Statement.LATEST_MILLIS);
        Refusal.unless(notAfter - created <= Limits.EPOCH_MILLIS);
        return new Who(sender, statement, created, notAfter, Proof.withId(kind).orElseThrow(Refusal::malformed));
    }

    /** {@code L("bulla/1 signature")}'s body: suite, kind, sender, statement and what is signed ({@code spec/envelope.md} §7). */
    Bytes signedBody(Suite suite, byte[]... x) {
        byte[] head = new byte[2 + Identifier.BYTES + 4];
        head[0] = suite.id();
        head[1] = proof.id();
        System.arraycopy(sender.value().raw(), 0, head, 2, Identifier.BYTES);
        Framing.putInt(head, 2 + Identifier.BYTES, statement);
        return Bytes.owned(Framing.join(head, Framing.join(x)));
    }
}
