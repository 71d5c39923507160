// SPDX-License-Identifier: Apache-2.0
package dev.bulla.cli;

import dev.bulla.core.Proof;
import dev.bulla.core.Suite;
import dev.bulla.interop.NkeyRole;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Words a person chooses from. */
final class Choices {
    private Choices() {}

    /** Suites by their labels. */
    static final class Suites implements ITypeConverter<Suite>, Iterable<String> {
        @Override
        public Suite convert(String word) {
            return Suite.named(word).orElseThrow(() -> none("suite", word, labels()));
        }

        @Override
        public Iterator<String> iterator() {
            return labels().iterator();
        }

        private static List<String> labels() {
            return Stream.of(Suite.values()).map(Suite::label).toList();
        }
    }

    /** Roles of nkeys by their labels. */
    static final class Roles implements ITypeConverter<NkeyRole>, Iterable<String> {
        @Override
        public NkeyRole convert(String word) {
            return NkeyRole.named(word).orElseThrow(() -> none("role", word, labels()));
        }

        @Override
        public Iterator<String> iterator() {
            return labels().iterator();
        }

        private static List<String> labels() {
            return Stream.of(NkeyRole.values()).map(NkeyRole::label).toList();
        }
    }

    /** Kinds of proof by their labels. */
    static final class Proofs implements ITypeConverter<Proof>, Iterable<String> {
        @Override
        public Proof convert(String word) {
            for (Proof proof : Proof.values()) {
                if (proof.label().equals(word)) {
                    return proof;
                }
            }
            throw none("proof", word, labels());
        }

        @Override
        public Iterator<String> iterator() {
            return labels().iterator();
        }

        private static List<String> labels() {
            return Stream.of(Proof.values()).map(Proof::label).toList();
        }
    }

    private static TypeConversionException none(String what, String word, List<String> words) {
        List<String> all = new ArrayList<>(words);
        return new TypeConversionException(
                "no " + what + " is called '" + Shown.text(word) + "'; there are " + String.join(", ", all));
    }
}
