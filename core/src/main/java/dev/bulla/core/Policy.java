// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

/**
 * May this subject do this to that object in this context? Asked for every message; safe for use by many threads. An exception counts as no.
 */
@FunctionalInterface
public interface Policy {
    /** What somebody wants to do. */
    enum Action {
        /** The subject seals to the object. */
        SEND,
        /** The subject's message arrives at the object; the context is not known yet. */
        ARRIVE,
        /** The subject's message is about to be opened for the object. */
        RECEIVE
    }

    /**
     * A question.
     *
     * @param action what
     * @param subject who wants it: the sender
     * @param object whom it concerns: the recipient
     * @param suite the algorithms
     * @param proof how the sender is proven
     * @param context what the message is for; empty for {@link Action#ARRIVE}
     * @param replay whether the message may have been handled before; known for {@link Action#RECEIVE} only
     */
    record Question(
            Action action,
            Identifier subject,
            Identifier object,
            Suite suite,
            Proof proof,
            String context,
            Opened.Replay replay) {}

    /**
     * An answer that explains itself.
     *
     * @param allowed yes or no
     * @param reason for people and journals: which rule said so
     */
    record Answer(boolean allowed, String reason) {
        /** Yes. */
        public static Answer yes(String reason) {
            return new Answer(true, reason);
        }

        /** No. */
        public static Answer no(String reason) {
            return new Answer(false, reason);
        }
    }

    /** Decides. */
    Answer decide(Question question);

    /** Whoever is known may send; proofs that a third party cannot check, {@link Proof#PAIRWISE}, are refused. */
    static Policy known() {
        Answer yes = Answer.yes("the sender is known");
        Answer no = Answer.no("no rule allows pairwise from this sender");
        return question -> question.proof() == Proof.PAIRWISE && question.action() != Action.SEND ? no : yes;
    }

    /** Whoever is known may send, in any kind of proof. For homes in which a person pins every sender. */
    static Policy knownInAnyProof() {
        Answer yes = Answer.yes("the sender is known");
        return question -> yes;
    }
}
