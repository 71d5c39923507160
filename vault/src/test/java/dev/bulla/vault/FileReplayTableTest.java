// SPDX-License-Identifier: Apache-2.0
package dev.bulla.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulla.core.Problem;
import dev.bulla.core.ReplayTable;
import dev.bulla.core.ReplayTable.State;
import dev.bulla.core.ReplayTable.Window;
import dev.bulla.core.UnavailableException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code spec/home.md} §8. */
class FileReplayTableTest extends ReplayTableContract {
    @TempDir
    Path temp;

    private final List<FileReplayTable> open = new ArrayList<>();
    private int folders;

    @Override
    ReplayTable table(int mostWindows) {
        return table("replay" + folders++, mostWindows);
    }

    private FileReplayTable table(String folder, int mostWindows) {
        try {
            Path made = temp.resolve(folder);
            Disk.real().folder(made);
            FileReplayTable table = FileReplayTable.open(made, mostWindows);
            open.add(table);
            return table;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterEach
    void closeAll() {
        open.forEach(FileReplayTable::close);
    }

    private Path fileOfWindow(String folder) throws IOException {
        return temp.resolve(folder).resolve(Disk.names(temp.resolve(folder)).first());
    }

    @Test
    void itIsDurable() {
        assertThat(table(8).since()).isEqualTo(Instant.MIN);
        FileReplayTable table = table("again", 64);
        claim(window(table), 1);
        window(table).done(1);
        claim(window(table), 2);
        FileReplayTable again = table("again", 64);
        assertThat(look(window(again), 1)).isEqualTo(State.DONE);
        assertThat(look(window(again), 2)).isEqualTo(State.IN_FLIGHT);
        assertThat(claim(window(again), 3)).isEqualTo(State.FREE);
        assertThat(claim(window(table), 3)).isEqualTo(State.IN_FLIGHT);
    }

    @Test
    void onlyWhoTookALeaseReleasesIt() {
        FileReplayTable table = table("again", 64);
        FileReplayTable other = table("again", 64);
        claim(window(table), 1);
        Instant first = clock.instant().plus(LEASE);
        clock.advance(LEASE);
        assertThat(claim(window(other), 1)).isEqualTo(State.FREE);
        window(table).release(1, first);
        assertThat(look(window(table), 1)).isEqualTo(State.IN_FLIGHT);
    }

    @Test
    void everyChangedByteOfAHeadMakesTheEpochUnavailable() throws IOException {
        claim(window(table("a", 64)), 1);
        Path file = fileOfWindow("a");
        for (int i = 0; i < ReplayHead.BYTES; i++) {
            flip(file, i);
            ReplayTable fresh = table("a", 64);
            assertUnavailable(() -> window(fresh));
            flip(file, i);
        }
        assertThat(look(window(table("a", 64)), 1)).isEqualTo(State.IN_FLIGHT);
    }

    private static void flip(Path file, int at) throws IOException {
        try (RandomAccessFile raf = new RandomAccessFile(file.toFile(), "rw")) {
            raf.seek(at);
            int value = raf.read();
            raf.seek(at);
            raf.write(value ^ 0x40);
        }
    }

    private static void assertUnavailable(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        UnavailableException.class, e -> assertThat(e.problem()).isEqualTo(Problem.STORE_UNAVAILABLE));
    }

    @Test
    void aCellThatLostABitDoesNotCountAsFree() throws IOException {
        for (int bit = 0; bit < 32; bit++) {
            FileReplayTable table = table("bit" + bit, 64);
            Window window = window(table);
            claim(window, 5);
            window.done(5);
            try (RandomAccessFile raf =
                    new RandomAccessFile(fileOfWindow("bit" + bit).toFile(), "rw")) {
                raf.seek(ReplayHead.BYTES + 20);
                raf.writeInt(~(1 << bit));
            }
            assertUnavailable(() -> look(window, 5));
            assertUnavailable(() -> claim(window, 5));
        }
    }

    @Test
    void aFileThatWasCutIsUnavailable() throws IOException {
        FileReplayTable table = table("a", 64);
        Window window = window(table);
        claim(window, 500);
        Path file = fileOfWindow("a");
        try (RandomAccessFile raf = new RandomAccessFile(file.toFile(), "rw")) {
            raf.setLength(1000);
        }
        assertUnavailable(() -> look(window, 500));
        assertUnavailable(() -> window(table("a", 64)));
    }

    @Test
    void aFolderThatIsGoneIsUnavailable() throws IOException {
        FileReplayTable table = table("a", 64);
        look(window(table), 1);
        for (String name : Disk.all(temp.resolve("a"))) {
            Files.delete(temp.resolve("a").resolve(name));
        }
        Files.delete(temp.resolve("a"));
        assertUnavailable(() -> window(table, OWN, SENDER, 2));
    }

    @Test
    void counterAndLeaseHaveBounds() {
        Window window = window(table(64));
        for (int counter : new int[] {-1, 1 << 20}) {
            assertThatThrownBy(() -> claim(window, counter)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> window.claim(0, START, START.plus(KEEP))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatAnotherTableClaimedIsKnown() {
        FileReplayTable one = table("a", 64);
        FileReplayTable two = table("a", 64);
        assertThat(two.known(OWN, SENDER, epoch(1))).isEmpty();
        claim(window(one), 1);
        window(one).done(1);
        assertThat(look(two.known(OWN, SENDER, epoch(1)).orElseThrow(), 1)).isEqualTo(State.DONE);
    }

    @Test
    void aWindowWhoseFileIsGoneIsNeverFreeAndMakesNoFile() throws IOException {
        Window window = window(table("a", 64));
        Files.delete(fileOfWindow("a"));
        assertUnavailable(() -> claim(window, 1));
        assertThat(Disk.all(temp.resolve("a"))).containsExactly("lock", "tally");
    }

    @Test
    void expiredWindowsLeaveTheDisk() throws IOException {
        FileReplayTable table = table("a", 64);
        window(table, OWN, SENDER, 1);
        window(table, OWN, SENDER, 2);
        clock.advance(KEEP.plusSeconds(1));
        window(table, OWN, SENDER, 3);
        assertThat(Disk.names(temp.resolve("a"))).hasSize(3).contains("lock", "tally");
    }

    @Test
    void aTallyThatIsGoneOrDamagedIsCountedAnew() throws IOException {
        FileReplayTable table = table("a", 16);
        window(table, OWN, SENDER, 1);
        Path tally = temp.resolve("a").resolve("tally");
        byte[] right = Files.readAllBytes(tally);
        for (int i = 0; i < right.length; i++) {
            byte[] wrong = right.clone();
            wrong[i] ^= 1;
            Files.write(tally, wrong);
            assertThat(window(table("a", 8), OWN, SENDER, 2)).isEmpty();
            assertThat(Files.readAllBytes(tally)).isEqualTo(right);
        }
        Files.delete(tally);
        assertThat(window(table("a", 8), OWN, SENDER, 2)).isEmpty();
        assertThat(window(table, OWN, SENDER, 2)).isPresent();
    }

    @Test
    void aTallyThatTellsTooManyIsMendedWhenItMatters() throws IOException {
        FileReplayTable table = table("a", 8);
        window(table, OWN, SENDER, 1);
        Files.delete(fileOfWindow("a"));
        assertThat(window(table, OWN, SENDER, 2)).isEmpty();
        clock.advance(Duration.ofSeconds(10));
        assertThat(window(table, OWN, SENDER, 2)).isPresent();
    }

    @Test
    void moreEpochsThanOpenFilesAreNoTrouble() {
        FileReplayTable table = table("a", 16_000);
        List<Window> windows = new ArrayList<>();
        for (int i = 0; i < 700; i++) {
            windows.add(window(table, OWN, SENDER, i).orElseThrow());
            assertThat(claim(windows.get(i), i)).isEqualTo(State.FREE);
        }
        for (int i = 0; i < 700; i++) {
            assertThat(look(windows.get(i), i)).isEqualTo(State.IN_FLIGHT);
            windows.get(i).done(i);
        }
        FileReplayTable again = table("a", 16_000);
        for (int i = 0; i < 700; i++) {
            assertThat(look(window(again, OWN, SENDER, i).orElseThrow(), i)).isEqualTo(State.DONE);
        }
    }

    @Test
    void aThreadThatIsToldToStopStillMarksItsMessageDone() {
        FileReplayTable table = table("a", 64);
        Window window = window(table);
        claim(window, 1);
        Thread.currentThread().interrupt();
        window.done(1);
        assertThat(claim(window, 2)).isEqualTo(State.FREE);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(look(window, 1)).isEqualTo(State.DONE);
    }
}
