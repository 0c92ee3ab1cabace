// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "text/problem_text.h"

#include "base/log.h"
#include "phrases/phrases.h"

#include <QCoreApplication>
#include <QStringList>

namespace tidegate::text {

namespace {

QString part(const char *sentence, const Problem &problem)
{
    const auto translated = QCoreApplication::translate("phrases", sentence).toStdString();
    return QString::fromStdString(redacted(phrases::filled(translated, problem.arguments)));
}

QString evidenceOf(const Problem &problem)
{
    QStringList lines;
    if (!problem.serverMessage.empty())
        lines += QString::fromStdString(problem.serverMessage);
    if (!problem.sqlstate.empty())
        lines +=
            QCoreApplication::translate("text", "SQLSTATE %1").arg(QString::fromStdString(problem.sqlstate));
    if (!problem.statement.empty())
        lines += QString::fromStdString(problem.statement);
    return QString::fromStdString(redacted(lines.join(QLatin1Char('\n')).toStdString()));
}

} // namespace

QString ProblemText::inOneLine() const
{
    return happened + QLatin1Char(' ') + todo;
}

QString ProblemText::forClipboard() const
{
    QStringList lines{happened, safe, todo};
    if (!evidence.isEmpty())
        lines += evidence;
    return lines.join(QLatin1Char('\n'));
}

ProblemText problemText(const Problem &problem)
{
    const auto phrase = phrases::phrase(problem.code, problem.arguments);
    return {part(phrase.happened, problem), part(phrase.safe, problem), part(phrase.todo, problem),
            evidenceOf(problem), QString::fromStdString(redacted(problem.serverMessage)).trimmed()};
}

ProblemText findingText(const Finding &finding)
{
    return problemText({finding.code, finding.arguments, {}, {}, {}, false});
}

} // namespace tidegate::text
