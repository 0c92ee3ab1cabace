// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pages/source/finding_list.h"

#include "text/problem_text.h"
#include "widgets/severity_look.h"

#include <QCoreApplication>
#include <QStringList>

namespace tidegate::pages {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(tidegate::pages::FindingList)
};

constexpr int namesShown = 20;

FindingRow rowOf(const Finding &finding)
{
    const auto words = text::findingText(finding);
    return {widgets::toneOf(finding.severity), words.inOneLine(), words.forClipboard(), finding};
}

FindingRow missingTables(const std::vector<Finding> &findings)
{
    QStringList names;
    int count = 0;
    for (const auto &finding : findings) {
        if (finding.code != Code::TargetTableMissing)
            continue;
        if (++count <= namesShown)
            names += QString::fromStdString(finding.arguments.at(1));
    }
    if (count > namesShown)
        names += Words::tr("and %n more", nullptr, count - namesShown);
    FindingRow row;
    row.tone = look::Tone::Attention;
    row.text = Words::tr("%n table(s) are not on the target yet. They are made on the page Schema.", nullptr, count);
    row.details = row.text + QLatin1Char('\n') + names.join(QLatin1Char('\n'));
    row.finding.severity = Severity::Warning;
    row.finding.code = Code::TargetTableMissing;
    return row;
}

} // namespace

QString severityWord(Severity severity)
{
    switch (severity) {
    case Severity::Note:
        return Words::tr("Note");
    case Severity::Warning:
        return Words::tr("Mind this");
    case Severity::Refusal:
        return Words::tr("Stands in the way");
    }
    return {};
}

std::vector<FindingRow> findingRows(const std::vector<Finding> &findings)
{
    std::vector<FindingRow> rows;
    bool missing = false;
    for (const auto &finding : findings) {
        if (finding.code != Code::TargetTableMissing)
            rows.push_back(rowOf(finding));
        missing = missing || finding.code == Code::TargetTableMissing;
    }
    if (!missing)
        return rows;
    // Behind the refusals, before the notes.
    auto place = rows.begin();
    while (place != rows.end() && place->finding.severity == Severity::Refusal)
        ++place;
    rows.insert(place, missingTables(findings));
    return rows;
}

} // namespace tidegate::pages
