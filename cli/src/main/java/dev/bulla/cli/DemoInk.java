// SPDX-License-Identifier: Apache-2.0
package dev.bulla.cli;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a terminal can show: colours or none, drawn lines or only ASCII.
 *
 * @param colors whether it understands ANSI colours
 * @param lines whether it shows more than ASCII
 */
record DemoInk(boolean colors, boolean lines) {
    private static final String DRAWN = "─│┌┐└┘├┤┬┴┼═║╔╗╚╝╭╮╰╯▶…·";
    private static final String ASCII = "-|+++++++++=|++++++++>.-";

    /** As the person's terminal and wishes are. */
    static DemoInk of(Call call) {
        Map<String, String> environment = call.terminal().environment();
        String locale = List.of("LC_ALL", "LC_CTYPE", "LANG").stream()
                .map(name -> environment.getOrDefault(name, ""))
                .filter(value -> !value.isEmpty())
                .findFirst()
                .orElse("")
                .toLowerCase(Locale.ROOT);
        boolean unicode = locale.contains("utf-8") || locale.contains("utf8");
        return new DemoInk(call.colors(), unicode && !"dumb".equals(environment.get("TERM")));
    }

    String strong(String text) {
        return colored("1", text);
    }

    String faint(String text) {
        return colored("2", text);
    }

    String good(String text) {
        return colored("32", text);
    }

    String bad(String text) {
        return colored("1;31", text);
    }

    /** Eve and what is hers. */
    String hostile(String text) {
        return colored("31", text);
    }

    /** The company's own people. */
    String friend(String text) {
        return colored("36", text);
    }

    /** Whether a promise was kept. */
    String mark(boolean kept) {
        return lines ? kept ? "✔" : "✘" : kept ? "ok" : "NO";
    }

    private String colored(String code, String text) {
        return colors && !text.isEmpty() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }

    /** The same picture in the characters there are, each as wide as the one it stands for. */
    String drawn(String picture) {
        if (lines) {
            return picture;
        }
        StringBuilder plain = new StringBuilder(picture.length());
        for (int i = 0; i < picture.length(); i++) {
            int drawn = DRAWN.indexOf(picture.charAt(i));
            plain.append(drawn < 0 ? picture.charAt(i) : ASCII.charAt(drawn));
        }
        return plain.toString();
    }

    /** Text in a column: cut or filled up. */
    static String column(String text, int width) {
        if (text.length() > width) {
            return text.substring(0, width - 1) + "…";
        }
        return text + " ".repeat(width - text.length());
    }
}
