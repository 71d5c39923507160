// SPDX-License-Identifier: Apache-2.0
package dev.bulla.cli;

import dev.bulla.core.Bytes;
import dev.bulla.core.Inspection;
import dev.bulla.core.Suite;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Draws the facts of the demonstration, act by act: at most 99 columns wide, and 43 lines in all. */
final class DemoScreen {
    private static final int WIDTH = 98;
    private static final int PART_COLUMN = 9;
    private static final int READER_COLUMN = 28;
    private static final int HEX_ROW_BYTES = 16;
    private static final int HEX_ROWS = 7;
    private static final int HEX_COLUMN = 74;

    private final DemoInk ink;

    DemoScreen(DemoInk ink) {
        this.ink = ink;
    }

    /** What the broker carries. */
    String wire(String broker, DemoFacts.Wire wire) {
        List<String> lines = new ArrayList<>();
        lines.add(" " + ink.strong("BULLA") + "  one order, three readers, and a broker that nobody has to trust");
        lines.add(rule("1  What the broker carries"));
        lines.addAll(path(broker, wire.envelope().size()));
        lines.add("");
        List<String> hex = hex(wire.envelope());
        List<String> seen = seen(wire.seen());
        for (int i = 0; i < HEX_ROWS; i++) {
            lines.add(" " + ink.faint(DemoInk.column(hex.get(i), HEX_COLUMN)) + seen.get(i));
        }
        String grep = wire.searched().stream().map(word -> " -e " + word).collect(Collectors.joining());
        String found = wire.found().isEmpty()
                ? ink.good("nothing " + ink.mark(true))
                : ink.bad(String.join(", ", wire.found()) + " " + ink.mark(false));
        lines.add(" grep" + grep
                + String.format(
                        Locale.ROOT, "   in these %,d bytes: ", wire.envelope().size()) + found);
        return drawn(lines);
    }

    private List<String> path(String broker, int bytes) {
        String words = " eve's MQTT broker " + broker + " ";
        String size = String.format(Locale.ROOT, " %,d bytes ", bytes);
        String gap = " ".repeat(size.length() + 3);
        String edge = "═".repeat(words.length());
        return List.of(
                " ╭──────╮" + gap + ink.hostile("╔" + edge + "╗") + "  ╭─▶ " + reader(DemoLetter.BILLING),
                " │ " + ink.friend("shop") + " ├─" + size + "─▶" + ink.hostile("║" + words + "║") + "──┼─▶ "
                        + reader(DemoLetter.SHIPPING),
                " ╰──────╯" + gap + ink.hostile("╚" + edge + "╝") + "  ╰─▶ " + reader(DemoLetter.AUDITOR));
    }

    private String reader(String name) {
        String parts = DemoLetter.PARTS.stream()
                .filter(part -> DemoLetter.admits(part, name))
                .collect(Collectors.joining(", "));
        return ink.friend(DemoInk.column(name, 9)) + " reads " + parts;
    }

    /** The first and the last rows. */
    private static List<String> hex(Bytes bytes) {
        int rows = (bytes.size() + HEX_ROW_BYTES - 1) / HEX_ROW_BYTES;
        int half = HEX_ROWS / 2;
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < half; i++) {
            lines.add(hexRow(bytes, i));
        }
        lines.add("  ···");
        for (int i = rows - half; i < rows; i++) {
            lines.add(hexRow(bytes, i));
        }
        return lines;
    }

    private static String hexRow(Bytes bytes, int row) {
        StringBuilder hex = new StringBuilder();
        StringBuilder text = new StringBuilder();
        int from = row * HEX_ROW_BYTES;
        for (int i = 0; i < HEX_ROW_BYTES; i++) {
            hex.append(i == HEX_ROW_BYTES / 2 ? " " : "");
            if (from + i < bytes.size()) {
                int value = bytes.at(from + i) & 0xff;
                hex.append(String.format(Locale.ROOT, "%02x ", value));
                text.append(value >= 0x20 && value < 0x7f ? (char) value : '.');
            } else {
                hex.append("   ");
            }
        }
        return String.format(Locale.ROOT, "%04x  %s %s", from, hex, text);
    }

    private List<String> seen(Inspection seen) {
        return List.of(
                fact("topic", DemoLetter.ORDERS),
                fact("suite", seen.suite().map(Suite::label).orElse("?")),
                fact("epoch", seen.epochId().hex().substring(0, 8) + "… #" + seen.counter()),
                fact("for", Shown.count(seen.recipients(), "reader")),
                fact("parts", seen.parts().stream().map(String::valueOf).collect(Collectors.joining(", ")) + " B"),
                fact("header", seen.headerBytes() + " bytes"),
                fact("proof", seen.proven() ? "signature" : "none"));
    }

    private String fact(String name, String value) {
        return ink.faint(DemoInk.column(name, 9)) + value;
    }

    /** What each reader reads. */
    String views(List<DemoFacts.View> views) {
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add(rule("2  What each reader reads"));
        lines.add(border("┌", "┬", "┐", views.size()));
        lines.add(row(
                "part",
                views.stream().map(view -> ink.friend(cell(view.reader()))).toList()));
        lines.add(border("├", "┼", "┤", views.size()));
        for (String part : DemoLetter.PARTS) {
            lines.add(row(part, views.stream().map(view -> partCell(view, part)).toList()));
        }
        lines.add(row("sender", views.stream().map(this::senderCell).toList()));
        lines.add(border("└", "┴", "┘", views.size()));
        return drawn(lines);
    }

    private String partCell(DemoFacts.View view, String name) {
        return view.part(name)
                .map(part -> part.text()
                        .map(text -> cell(Shown.text(text)))
                        .orElseGet(() -> ink.faint(cell("withheld, " + part.sealedBytes() + " bytes"))))
                .orElseGet(() -> cell(""));
    }

    private String senderCell(DemoFacts.View view) {
        return view.sender()
                .map(name -> ink.good(cell(name + " " + ink.mark(true))))
                .orElseGet(() -> ink.bad(cell(view.word() + " " + ink.mark(false))));
    }

    private static String cell(String text) {
        return " " + DemoInk.column(text, READER_COLUMN - 2) + " ";
    }

    private static String row(String name, List<String> cells) {
        return " │ " + DemoInk.column(name, PART_COLUMN - 2) + " │" + String.join("│", cells) + "│";
    }

    private static String border(String left, String cross, String right, int readers) {
        String cells = (cross + "─".repeat(READER_COLUMN)).repeat(readers);
        return " " + left + "─".repeat(PART_COLUMN) + cells + right;
    }

    /** What eve tries. */
    String attacks(List<DemoFacts.Attack> attacks) {
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add(rule("3  What eve tries, and what they answer"));
        int last = 0;
        for (DemoFacts.Attack attack : attacks) {
            String name = attack.number() == 0 ? "  " : attack.number() + " ";
            boolean again = attack.number() == last;
            last = attack.number();
            for (Map.Entry<String, List<String>> answer : attack.byAnswer().entrySet()) {
                boolean kept = answer.getKey().equals(attack.promised());
                String result = DemoInk.column(answer.getKey(), 17) + ink.mark(kept);
                lines.add(" " + ink.hostile(DemoInk.column(again ? "" : name + attack.name(), 12))
                        + DemoInk.column(attack.deed(), 41)
                        + ink.friend(DemoInk.column(String.join(" ", answer.getValue()), 26))
                        + (kept ? ink.good(result) : ink.bad(result)));
                again = true;
            }
        }
        return drawn(lines);
    }

    /** How it went, and what to do next. */
    String end(DemoFacts facts) {
        DemoFacts.Speed speed = facts.speed();
        long refused = facts.attacks().stream()
                .filter(attack -> attack.number() > 0 && attack.kept())
                .count();
        long tried =
                facts.attacks().stream().filter(attack -> attack.number() > 0).count();
        boolean kept = facts.broken().isEmpty();
        String verdict = String.format(
                Locale.ROOT,
                "%d of %d tries refused%s All of it real, in %.1f s.",
                refused,
                tried,
                kept ? "; the order arrived unharmed." : ".",
                facts.took().toMillis() / 1e3);
        List<String> lines = new ArrayList<>();
        lines.add(rule(""));
        lines.add(" " + (kept ? ink.good(verdict + " " + ink.mark(true)) : ink.bad(verdict + " " + ink.mark(false))));
        lines.add(String.format(
                Locale.ROOT,
                " One thread, %,d bytes: %,d sealed/s, %,d opened/s; from shop to all readers in %.1f ms.",
                speed.letterBytes(),
                speed.seals(),
                speed.opens(),
                speed.crossing().toNanos() / 1e6));
        lines.add("");
        lines.add(" next   bulla init && bulla identity create me");
        lines.add("        echo 'two apples' | bulla seal --from me --to me -o letter.bulla");
        lines.add("        bulla inspect letter.bulla && bulla open --as me letter.bulla");
        return drawn(lines);
    }

    private String rule(String title) {
        String text = title.isEmpty() ? "" : " " + title + " ";
        String left = title.isEmpty() ? "" : "──";
        return " " + ink.faint(left) + ink.strong(text) + ink.faint("─".repeat(WIDTH - left.length() - text.length()));
    }

    private String drawn(List<String> lines) {
        return ink.drawn(lines.stream().map(String::stripTrailing).collect(Collectors.joining("\n")));
    }
}
