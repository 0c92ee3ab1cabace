// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// plan_fuzz [CORPUS] -max_total_time=600 -max_len=4096
// Any text is BadPlan, or a plan that is written and read back as it was.

#include "text_fuzz.h"

#include "base/problem.h"
#include "plan/plan.h"

namespace tidegate::fuzz {

const std::vector<std::string> &seeds()
{
    static const std::vector<std::string> texts = [] {
        plan::MigrationPlan all;
        all.subscription = "s";
        all.publications = {"p", "q\""};
        all.tableMap.add(R"x({"source":{"schema":"a","table":"t(.*)"},"target":{"schema":"b","table":"u"}})x");
        all.tables = {{{"a", "t"}, {"b", "u"}, "at", "7 days"}, {{"a", "v"}, {"a", "v"}, {}, {}}};
        all.allowNonempty = {{"b", "u"}};
        all.statements = {{"TABLE a.t", plan::StatementDecision::Kind::Edit, "CREATE", "CREATE 2"},
                           {"INDEX a.i", plan::StatementDecision::Kind::Refuse, {}, {}}};
        return std::vector<std::string>{plan::planToJson(all), R"({"tidegatePlan":1,"subscription":"s"})"};
    }();
    return texts;
}

void tryText(const std::string &text)
{
    try {
        const auto read = plan::parsePlan(text);
        if (!(plan::parsePlan(plan::planToJson(read)) == read))
            wrong("a plan is not read back as it was written", text);
    } catch (const ProblemError &error) {
        if (error.problem().code != Code::BadPlan)
            wrong("refused as something else than a bad plan", text);
    }
}

} // namespace tidegate::fuzz
