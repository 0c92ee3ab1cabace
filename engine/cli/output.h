// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/finding.h"
#include "base/problem.h"

#include <QJsonObject>

#include <string>
#include <string_view>

namespace tidegate::cli {

/// Everything that tidegate-cli says goes through here and is redacted here. Answers go to standard output, problems
/// to standard error; with --json both become one JSON object a line on standard output. One thread.
class Output
{
public:
    explicit Output(bool json) : m_json(json) {}

    bool json() const { return m_json; }
    /// For people; with --json nothing.
    void line(std::string_view text);
    /// For machines; without --json nothing. "time" is added.
    void object(QJsonObject object);
    void problem(const Problem &problem);
    void finding(const Finding &finding);
    /// Bytes for a terminal, as they are.
    void raw(std::string_view bytes);

private:
    bool m_json;
};

/// "2026-11-23T04:26:11Z"
std::string timeNow();
/// UTF-8 to Qt, for JSON.
QString qt(std::string_view text);

} // namespace tidegate::cli
