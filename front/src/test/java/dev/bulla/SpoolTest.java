// SPDX-License-Identifier: Apache-2.0
package dev.bulla;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class SpoolTest {
    private static final Path TEMPORARY = Path.of(System.getProperty("java.io.tmpdir"));

    @Test
    void itIsReadManyTimesAndAtOnce() throws IOException {
        byte[] pipe = envelope(200_000);
        try (Spool spool = Spool.of(new ByteArrayInputStream(pipe), Long.MAX_VALUE)) {
            assertThat(spool.size()).isEqualTo(pipe.length);
            try (InputStream one = spool.open();
                    InputStream other = spool.open()) {
                assertThat(one.read()).isEqualTo(0xda);
                assertThat(one.skip(99_999)).isEqualTo(99_999);
                assertThat(other.readAllBytes()).isEqualTo(pipe);
                assertThat(one.readAllBytes()).isEqualTo(Arrays.copyOfRange(pipe, 100_000, pipe.length));
                assertThat(one.skip(1)).isZero();
            }
        }
    }

    @Test
    @EnabledOnOs(
            value = {OS.LINUX, OS.MAC},
            disabledReason = "files without a name are a thing of POSIX")
    void itHasNoNameThatCouldStayBehind() throws IOException {
        Set<Path> before = spools();
        try (Spool spool = Spool.of(new ByteArrayInputStream(envelope(100)), Long.MAX_VALUE)) {
            assertThat(spools()).isEqualTo(before);
            assertThat(spool.size()).isEqualTo(100);
        }
        InputStream broken = new SequenceInputStream(new ByteArrayInputStream(envelope(100)), new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("the pipe broke");
            }
        });
        assertThatThrownBy(() -> Spool.of(broken, Long.MAX_VALUE)).isInstanceOf(IOException.class);
        assertThat(spools()).isEqualTo(before);
    }

    @Test
    void whatIsNoEnvelopeIsNotKeptAndWhatIsTooLongIsCut() throws IOException {
        try (Spool spool = Spool.of(new ByteArrayInputStream(new byte[100_000]), Long.MAX_VALUE)) {
            assertThat(spool.size()).isEqualTo(5);
        }
        try (Spool spool = Spool.of(new ByteArrayInputStream(envelope(100_000)), 1000)) {
            assertThat(spool.size()).isEqualTo(1005);
        }
    }

    private static byte[] envelope(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i % 251);
        }
        System.arraycopy(new byte[] {(byte) 0xda, 'b', 'u', 'l', 'a'}, 0, bytes, 0, 5);
        return bytes;
    }

    private static Set<Path> spools() throws IOException {
        try (Stream<Path> files = Files.list(TEMPORARY)) {
            return new TreeSet<>(
                    files.filter(file -> file.getFileName().toString().endsWith(".spool"))
                            .toList());
        }
    }
}
