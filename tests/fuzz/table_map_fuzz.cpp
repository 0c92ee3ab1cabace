// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// table_map_fuzz [CORPUS] -max_total_time=600 -max_len=1024
// Any text is BadTableMap, or a map that has an answer for every name, or says that it needs too many steps for it.

#include "text_fuzz.h"

#include "base/problem.h"
#include "plan/table_map.h"

namespace tidegate::fuzz {

const std::vector<std::string> &seeds()
{
    static const std::vector<std::string> texts = {
        R"({"source":{"schema":"a"},"target":{"schema":"b"}})",
        R"({"source":{"schema":"a","table":"(?i)orders_\\d+"},"target":{"table":"orders"}})",
        R"({"source":{"schema":"a","table":"(x+x+)+y|[^\\pL]{1,9}?(?P<n>.)\\1"},"target":{"schema":"","table":"t"}})",
    };
    return texts;
}

void tryText(const std::string &text)
{
    try {
        plan::TableMap map;
        map.add(text);
        for (const char *name : {"orders_1", "", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "\xc3\xa4\n"}) {
            const auto target = map.target({"a", name});
            if (target.schema.empty())
                wrong("a table goes nowhere", text);
        }
        if (map.texts().size() != 1)
            wrong("a map is forgotten", text);
    } catch (const ProblemError &error) {
        if (error.problem().code != Code::BadTableMap)
            wrong("refused as something else than a bad table map", text);
    }
}

} // namespace tidegate::fuzz
