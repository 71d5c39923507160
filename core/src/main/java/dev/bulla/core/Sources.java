// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.io.InputStream;

/** Where an envelope's bytes come from: an array, or something that can be read again. */
interface Sources {
    /** A reader at the first byte. */
    CborReader first();

    SegmentScanner scanner(Primitives primitives, Ground ground, CborReader in, boolean hashed);

    Parts parts(Primitives primitives, Ground ground, int mostMemoryBytes);

    /** Whether parts are read from the source again, so that everything must be known of it at the first reading. */
    boolean again();

    /** D, computed by reading everything again from memory. */
    Bytes digest(Primitives primitives, Ground ground, byte[] epochId);

    /** Makes readable parts of what was proven. */
    interface Parts {
        Part read(String name, int place, GcmKey key, PartLayout layout);
    }

    /** An array. Its parts are decrypted at once. */
    record InMemory(byte[] envelope) implements Sources {
        @Override
        public CborReader first() {
            return new CborReader(envelope);
        }

        @Override
        public SegmentScanner scanner(Primitives primitives, Ground ground, CborReader in, boolean hashed) {
            return new SegmentScanner(primitives, ground, in, hashed, null);
        }

        @Override
        public Parts parts(Primitives primitives, Ground ground, int mostMemoryBytes) {
            return new PartReader(primitives, ground, envelope, 0, mostMemoryBytes)::read;
        }

        @Override
        public Bytes digest(Primitives primitives, Ground ground, byte[] epochId) {
            return Inspection.digest(primitives, ground, epochId, first());
        }

        @Override
        public boolean again() {
            return false;
        }
    }

    /** Something that can be opened again. Its parts are decrypted when they are read, each segment held to its pin. */
    record Streamed(Content.Source source, InputStream opened, GcmKey pinKey) implements Sources {
        @Override
        public CborReader first() {
            return new CborReader(opened);
        }

        @Override
        public SegmentScanner scanner(Primitives primitives, Ground ground, CborReader in, boolean hashed) {
            return new SegmentScanner(primitives, ground, in, true, pinKey);
        }

        @Override
        public Parts parts(Primitives primitives, Ground ground, int mostMemoryBytes) {
            return (name, place, key, layout) -> {
                PartStream.Recipe recipe =
                        new PartStream.Recipe(primitives, ground, source, pinKey, place, key.copy(), layout);
                return StreamedPart.open(name, recipe, mostMemoryBytes);
            };
        }

        @Override
        public boolean again() {
            return true;
        }

        @Override
        public Bytes digest(Primitives primitives, Ground ground, byte[] epochId) {
            throw new IllegalStateException("the digest of a stream is taken at the first reading");
        }
    }
}
