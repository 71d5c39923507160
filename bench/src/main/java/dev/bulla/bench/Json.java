// SPDX-License-Identifier: Apache-2.0
package dev.bulla.bench;

import com.nimbusds.jose.util.JSONArrayUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Results as files: arrays of objects. */
final class Json {
    private Json() {}

    static void write(Path file, List<?> rows) throws IOException {
        Files.createDirectories(file.toAbsolutePath().resolveSibling("."));
        Files.writeString(file, JSONArrayUtils.toJSONString(rows).replace("},{", "},\n{") + "\n");
    }

    /** The rows; none when there is no such file. */
    static List<Row> rows(Path file) throws IOException {
        List<Row> rows = new ArrayList<>();
        if (Files.exists(file)) {
            try {
                for (Object row : JSONArrayUtils.parse(Files.readString(file))) {
                    rows.add(Row.of(row));
                }
            } catch (ParseException malformed) {
                throw new IOException(file + " is no array of results", malformed);
            }
        }
        return rows;
    }

    /** One object. What it lacks is an empty text, not a number, or an empty row. */
    record Row(Map<?, ?> values) {
        private static Row of(Object value) {
            return new Row(value instanceof Map ? (Map<?, ?>) value : Map.of());
        }

        String text(String key) {
            return Objects.toString(values.get(key), "");
        }

        double number(String key) {
            return values.get(key) instanceof Number number ? number.doubleValue() : Double.NaN;
        }

        Row row(String key) {
            Object value = values.get(key);
            return value == null ? new Row(Map.of()) : of(value);
        }

        int size(String key) {
            return values.get(key) instanceof List<?> list ? list.size() : 0;
        }
    }
}
