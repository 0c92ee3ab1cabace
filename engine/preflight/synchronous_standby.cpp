// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "preflight/checks.h"
#include "preflight/standby_names.h"

#include <algorithm>

namespace tidegate::preflight {

namespace {

std::string lower(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; });
    return text;
}

/// The names in synchronous_standby_names ("FIRST 2 (a, "b c")", "ANY 1 (*)", "a, b"). Numbers and the two keywords
/// come along; no harm, for no application of ours is called so.
std::vector<std::string> names(const std::string &setting)
{
    std::vector<std::string> found;
    for (std::size_t i = 0; i < setting.size();) {
        const char c = setting[i];
        if (c == '"') {
            std::string name;
            for (++i; i < setting.size(); ++i) {
                if (setting[i] == '"' && (i + 1 >= setting.size() || setting[i + 1] != '"'))
                    break;
                if (setting[i] == '"')
                    ++i;
                name += setting[i];
            }
            ++i;
            found.push_back(name);
        } else if (c == ' ' || c == ',' || c == '(' || c == ')' || c == '\t' || c == '\n' || c == '\r') {
            ++i;
        } else {
            const auto end = setting.find_first_of(" ,()\t\r\n\"", i);
            found.push_back(setting.substr(i, end - i));
            i = end == std::string::npos ? setting.size() : end;
        }
    }
    return found;
}

} // namespace

bool namesStandby(const std::string &setting, const std::string &applicationName)
{
    // The server compares names without case, and a logical walsender counts like any other.
    const auto ours = lower(applicationName);
    const auto all = names(setting);
    return std::any_of(all.begin(), all.end(),
                       [&](const std::string &name) { return name == "*" || lower(name) == ours; });
}

Findings checkSynchronousStandby(const Inspection &inspection)
{
    if (namesStandby(inspection.sourceFacts.synchronousStandbyNames, inspection.applicationName))
        return {{Severity::Refusal, Code::SynchronousStandbyIsUs, {inspection.applicationName}, {}}};
    return {};
}

} // namespace tidegate::preflight
