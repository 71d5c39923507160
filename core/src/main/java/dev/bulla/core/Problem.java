// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

/**
 * Everything that can be wrong, for the whole product ({@code spec/problems.md}). The command, consoles, journals and interfaces print
 * from it. A code never changes its meaning.
 */
public enum Problem {
    /** The bytes are not a well-formed envelope, card or message. */
    MALFORMED(
            3,
            false,
            "the bytes are not a well-formed envelope, card or message",
            "look at who made it; a cut or changed file looks like this"),
    /** It was made by a version that is not understood here. */
    VERSION_UNKNOWN(3, false, "it was made by a version that is not understood here", "update this side"),
    /** Something in it is larger than allowed here. */
    LIMIT_EXCEEDED(3, false, "something in it is larger than allowed here", "raise the limit if the sender is right"),
    /** It was changed on the way, or was never made by the sender it names. */
    NOT_AUTHENTIC(
            3,
            false,
            "it was changed on the way, or was never made by the sender it names",
            "ask the sender to send it again by another way"),
    /** Its suite is not accepted here, or not one the sender signs with. */
    SUITE_REFUSED(
            3,
            false,
            "its suite is not accepted here, or not one the sender signs with",
            "seal with a suite both cards list"),
    /** The sender is nobody known here. */
    UNTRUSTED_SENDER(
            3, false, "the sender is nobody known here", "import the sender's card after checking its identifier"),
    /** Policy does not allow it. */
    FORBIDDEN(3, false, "policy does not allow it", "ask who keeps the policy"),
    /** A pairwise message where pairwise is not accepted. */
    PAIRWISE_REFUSED(
            3,
            false,
            "a pairwise message where pairwise is not accepted",
            "seal with a signature, or allow the sender pairwise"),
    /** The sender's own list of addressees does not have this identity. */
    NOT_ADDRESSED(
            3,
            false,
            "the sender's own list of addressees does not have this identity",
            "do not trust who forwarded it"),
    /** It was sealed for another context. */
    WRONG_CONTEXT(3, false, "it was sealed for another context", "expect the context it was sealed for"),
    /** It comes from the future. */
    NOT_YET(3, false, "it comes from the future", "compare the clocks"),
    /** Its time is over. */
    EXPIRED(3, false, "its time is over", "ask for a new one; archive mode reads old messages"),
    /** It wants to live longer than the receiver allows. */
    LIFE_TOO_LONG(3, false, "it wants to live longer than the receiver allows", "seal with an earlier expiry"),
    /** It was opened and handled here before. */
    REPLAYED(3, false, "it was opened and handled here before", "nothing; it was opened before or delivered twice"),
    /** The card that vouches for it is out of date. */
    CARD_EXPIRED(3, false, "the card that vouches for it is out of date", "rotate the identity and share the new card"),
    /** The chain of statements does not hold together. */
    CARD_INVALID(3, false, "the chain of statements does not hold together", "get the card again from its owner"),
    /** Two different statements claim the same place in one identity. */
    IDENTITY_FORKED(
            3,
            false,
            "two different statements claim the same place in one identity",
            "talk to the owner, then pin again"),
    /** The identity was closed. */
    IDENTITY_CLOSED(3, false, "the identity was closed", "use the identity that took its place, if there is one"),
    /** Its keys were reported as stolen. */
    COMPROMISED(3, false, "its keys were reported as stolen", "ask the owner to send it again with the new keys"),
    /** It was signed with keys that had already been replaced. */
    SUPERSEDED(3, false, "it was signed with keys that had already been replaced", "ask the sender to seal again"),
    /** No key here opens it. */
    NOT_FOR_ME(4, false, "no key here opens it", "open it as one of its recipients"),
    /** No identity or card of that name. */
    NAME_UNKNOWN(5, false, "no identity or card of that name", "list them, or import the card"),
    /** A recipient has no key for the suite. */
    KEY_MISSING(5, false, "a recipient has no key for the suite", "use a suite the recipient's card opens"),
    /** Two recipients list the same key. */
    SHARED_KEY(3, false, "two recipients list the same key", "one of the cards is not honest; ask both owners"),
    /** It has no part of that name. */
    PART_UNKNOWN(5, false, "it has no part of that name", "list the parts first"),
    /** That part is for other readers. */
    PART_WITHHELD(4, false, "that part is for other readers", "open it as one of its readers"),
    /** It names keys that are kept elsewhere and are not here yet. */
    EPOCH_UNKNOWN(
            6, true, "it names keys that are kept elsewhere and are not here yet", "fetch the epoch and open again"),
    /** The sender's card known here is older than the one used. */
    CARD_STALE(6, true, "the sender's card known here is older than the one used", "import the sender's new card"),
    /** Another worker has this message in hand. */
    IN_FLIGHT(6, true, "another worker has this message in hand", "wait for its lease to end"),
    /** The replay table is full. */
    REPLAY_FULL(6, true, "the replay table is full", "raise its size or shorten the maximum life"),
    /** The broker does not answer. */
    BROKER_UNAVAILABLE(6, true, "the broker does not answer", "check its address and that it runs"),
    /** Nobody receives it, and the broker keeps it for nobody. */
    NO_RECEIVER(
            6,
            true,
            "nobody receives it, and the broker keeps it for nobody",
            "start the receiver first, or let the broker keep the topic"),
    /** The place that holds the keys does not answer. */
    KEYS_UNAVAILABLE(6, true, "the place that holds the keys does not answer", "check it, then try again"),
    /** A file or database cannot be read or written. */
    STORE_UNAVAILABLE(6, true, "a file or database cannot be read or written", "check space and permissions"),
    /** Another process is writing in this home. */
    HOME_LOCKED(6, true, "another process is writing in this home", "wait for it, or stop it"),
    /** There is no home here. */
    HOME_MISSING(5, false, "there is no home here", "run bulla init"),
    /** A file of the home does not open. */
    HOME_DAMAGED(1, false, "a file of the home does not open", "restore it from a backup"),
    /** The passphrase does not open the home. */
    WRONG_PASSPHRASE(3, false, "the passphrase does not open the home", "try again"),
    /** That name is taken. */
    EXISTS(2, false, "that name is taken", "choose another name"),
    /** The command or call is not understood. */
    USAGE(2, false, "the command or call is not understood", "see its help"),
    /** Something broke that should not. */
    FAILED(1, false, "something broke that should not", "report it");

    private final int exitStatus;
    private final boolean transientNow;
    private final String sentence;
    private final String hint;

    Problem(int exitStatus, boolean transientNow, String sentence, String hint) {
        this.exitStatus = exitStatus;
        this.transientNow = transientNow;
        this.sentence = sentence;
        this.hint = hint;
    }

    /** The status a command ends with. */
    public int exitStatus() {
        return exitStatus;
    }

    /** Whether it may go away by itself, so that trying again later makes sense. */
    public boolean mayPass() {
        return transientNow;
    }

    /** What is wrong, in lower case and without a full stop. */
    public String sentence() {
        return sentence;
    }

    /** What to do about it, in the same manner. */
    public String hint() {
        return hint;
    }
}
