// SPDX-License-Identifier: Apache-2.0
package dev.bulla.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One JSON object on one line, UTF-8, keys in the order they were put. Not for many threads. */
final class Json {
    private static final JsonFactory FACTORY = new JsonFactory()
            .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
            .disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM);

    private final Map<String, @Nullable Object> values = new LinkedHashMap<>();

    private Json() {}

    /** An object without keys. */
    static Json object() {
        return new Json();
    }

    /** Text, a number, a truth, null, another object, or a collection or map of such. */
    Json put(String key, @Nullable Object value) {
        values.put(key, value);
        return this;
    }

    /** Writes the line. */
    void writeTo(OutputStream out) throws IOException {
        try (JsonGenerator json = FACTORY.createGenerator(out)) {
            write(json, this);
        }
        out.write('\n');
    }

    private static void write(JsonGenerator json, @Nullable Object value) throws IOException {
        if (value instanceof Json object) {
            write(json, object.values);
        } else if (value instanceof Map<?, ?> map) {
            json.writeStartObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                json.writeFieldName(String.valueOf(entry.getKey()));
                write(json, entry.getValue());
            }
            json.writeEndObject();
        } else if (value instanceof Collection<?> list) {
            json.writeStartArray();
            for (Object element : list) {
                write(json, element);
            }
            json.writeEndArray();
        } else if (value instanceof byte[] bytes) {
            json.writeBinary(bytes);
        } else if (value instanceof Integer || value instanceof Long) {
            json.writeNumber(((Number) value).longValue());
        } else if (value instanceof Boolean truth) {
            json.writeBoolean(truth);
        } else if (value == null) {
            json.writeNull();
        } else {
            json.writeString(value.toString());
        }
    }
}
