// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/output.h"

#include "base/log.h"
#include "cli/json.h"
#include "phrases/phrases.h"

#include <QDateTime>
#include <QJsonDocument>

#include <cstdio>

namespace tidegate::cli {

namespace {

void put(std::FILE *file, std::string_view text)
{
    std::fwrite(text.data(), 1, text.size(), file);
    std::fflush(file); // somebody waits for it: a pipe, a container's log, a test
}

/// Nothing of a table's name or of a server's words may steer the terminal.
std::string harmless(std::string text)
{
    for (auto &c : text) {
        if ((static_cast<unsigned char>(c) < 32 && c != '\n' && c != '\t') || c == 127)
            c = '?';
    }
    return text;
}

} // namespace

QString qt(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

std::string timeNow()
{
    return QDateTime::currentDateTimeUtc().toString(Qt::ISODate).toStdString();
}

void Output::line(std::string_view text)
{
    if (!m_json)
        put(stdout, harmless(redacted(text)) + "\n");
}

void Output::object(QJsonObject object)
{
    if (!m_json)
        return;
    object.insert(QStringLiteral("time"), qt(timeNow()));
    const auto text = QJsonDocument(object).toJson(QJsonDocument::Compact).toStdString();
    put(stdout, redacted(text) + "\n");
}

void Output::problem(const Problem &problem)
{
    if (m_json) {
        auto object = toJson(problem);
        object.insert(QStringLiteral("kind"), QStringLiteral("problem"));
        this->object(object);
    } else {
        put(stderr, harmless(phrases::sentence(problem)) + "\n");
    }
}

void Output::finding(const Finding &finding)
{
    if (m_json) {
        auto object = toJson(finding);
        object.insert(QStringLiteral("kind"), QStringLiteral("finding"));
        this->object(object);
        return;
    }
    const char *word = "note";
    if (finding.severity == Severity::Warning)
        word = "warning";
    else if (finding.severity == Severity::Refusal)
        word = "refused";
    line(std::string(word) + ": " + phrases::sentence(finding));
}

void Output::raw(std::string_view bytes)
{
    put(stdout, bytes);
}

} // namespace tidegate::cli
