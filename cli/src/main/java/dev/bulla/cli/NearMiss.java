// SPDX-License-Identifier: Apache-2.0
package dev.bulla.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Which words a mistyped one may have meant. */
final class NearMiss {
    private static final int MOST_SLIPS = 2;

    private NearMiss() {}

    /** The words at most two slips away (a letter more, less, other, or two swapped), the nearest first. */
    static List<String> of(String word, Collection<String> words) {
        int most = Math.min(MOST_SLIPS, word.length() / 2);
        return words.stream()
                .filter(other -> slips(word, other) <= most)
                .sorted(Comparator.comparingInt(other -> slips(word, other)))
                .limit(3)
                .toList();
    }

    private static int slips(String a, String b) {
        int[][] table = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    table[i][j] = i + j;
                    continue;
                }
                boolean same = a.charAt(i - 1) == b.charAt(j - 1);
                int least = Math.min(table[i - 1][j], table[i][j - 1]) + 1;
                least = Math.min(least, table[i - 1][j - 1] + (same ? 0 : 1));
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                table[i][j] = swapped ? Math.min(least, table[i - 2][j - 2] + 1) : least;
            }
        }
        return table[a.length()][b.length()];
    }
}
