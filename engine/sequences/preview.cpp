// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "sequences/preview.h"

#include "postgres/quoting.h"

#include <map>

namespace tidegate::sequences {

namespace {

/// `reading` is further along than `other`, in the direction of counting.
bool beyond(const Reading &reading, const Reading &other, bool ascending)
{
    if (reading.lastValue == other.lastValue)
        return reading.called && !other.called;
    return (reading.lastValue > other.lastValue) == ascending;
}

std::string number(std::int64_t value)
{
    return std::to_string(value);
}

/// In words for a person: how the target's definition differs; empty if it does not.
std::string differences(const SequenceFacts &source, const SequenceFacts &target)
{
    std::string text;
    const auto add = [&text](const std::string &what) { text += (text.empty() ? "" : ", ") + what; };
    if (source.increment != target.increment)
        add("increment " + number(target.increment) + " instead of " + number(source.increment));
    if (source.minimum != target.minimum)
        add("minimum " + number(target.minimum) + " instead of " + number(source.minimum));
    if (source.maximum != target.maximum)
        add("maximum " + number(target.maximum) + " instead of " + number(source.maximum));
    if (source.cycle != target.cycle)
        add(target.cycle ? "CYCLE instead of NO CYCLE" : "NO CYCLE instead of CYCLE");
    return text;
}

std::string mendDefinition(const SequenceFacts &source, const SequenceFacts &target)
{
    return "ALTER SEQUENCE " + postgres::quoted(target.name) + " INCREMENT BY " + number(source.increment)
           + " MINVALUE " + number(source.minimum) + " MAXVALUE " + number(source.maximum)
           + (source.cycle ? " CYCLE" : " NO CYCLE");
}

void decideRow(PreviewRow &row, const SequenceFacts &source, const SequenceFacts &target,
               const std::string &targetRole)
{
    const auto warn = [&row](Code code, std::vector<std::string> arguments, std::string mend = {}) {
        row.findings.push_back({Severity::Warning, code, std::move(arguments), std::move(mend)});
    };
    const auto name = target.name.display();
    auto different = differences(source, target);
    const bool sameDirection = (source.increment > 0) == (target.increment > 0);
    const bool fits = source.reading && source.reading->lastValue >= target.minimum
                      && source.reading->lastValue <= target.maximum;
    if (source.reading && !fits)
        different += ", so that " + number(source.reading->lastValue) + " is out of its range";
    if (!different.empty())
        warn(Code::SequenceDiffers, {name, different}, mendDefinition(source, target));
    if (!target.maySet)
        warn(Code::SequenceDenied, {name, targetRole},
             "GRANT SELECT, UPDATE ON SEQUENCE " + postgres::quoted(target.name) + " TO "
                 + postgres::quoted(targetRole));
    if (fits && sameDirection && target.maySet)
        row.newValue = source.reading;
}

/// Where several rows set one target sequence, only the furthest along does.
void settleMerged(std::vector<PreviewRow> &rows, const std::map<RelationName, const SequenceFacts *> &targets)
{
    std::map<RelationName, PreviewRow *> winners;
    for (auto &row : rows) {
        if (!row.newValue)
            continue;
        auto &winner = winners[*row.target];
        if (!winner) {
            winner = &row;
            continue;
        }
        auto *loser = &row;
        if (beyond(*row.newValue, *winner->newValue, targets.at(*row.target)->increment > 0))
            std::swap(winner, loser);
        loser->newValue.reset();
    }
}

/// After settleMerged(): what a target sequence has reached through an earlier copy is not "beyond".
void keepWhatIsAhead(PreviewRow &row, const SequenceFacts &target)
{
    const bool ahead = target.reading && target.reading->called && !target.cycle
                       && beyond(*target.reading, *row.newValue, target.increment > 0);
    if (!ahead)
        return;
    row.findings.push_back(
        {Severity::Warning,
         Code::SequenceAhead,
         {target.name.display(), number(target.reading->lastValue), number(row.newValue->lastValue)},
         {}});
    row.newValue = target.reading;
}

PreviewRow rowOf(const SequenceFacts &source, const std::string &sourceRole)
{
    PreviewRow row{source.name, source.owner, source.identity, {}, {}, source.reading, {}, {}, {}};
    if (!source.reading)
        row.findings.push_back({Severity::Warning,
                                Code::SequenceDenied,
                                {source.name.display(), sourceRole},
                                "GRANT SELECT ON SEQUENCE " + postgres::quoted(source.name) + " TO "
                                    + postgres::quoted(sourceRole),
                                Side::Source});
    return row;
}

} // namespace

std::vector<PreviewRow> decide(const std::vector<SequenceFacts> &sources,
                               const std::vector<SequenceFacts> &targets, const Matching &matching,
                               const std::string &sourceRole, const std::string &targetRole)
{
    std::map<RelationName, const SequenceFacts *> targetsByName;
    for (const auto &target : targets)
        targetsByName[target.name] = &target;
    std::vector<PreviewRow> rows;
    for (const auto &source : sources) {
        if (!matching.concerns(source))
            continue;
        auto row = rowOf(source, sourceRole);
        if (!matching.isNeeded(source))
            row.extension = source.extension;
        const auto *target = matching.counterpart(source);
        if (target) {
            row.target = target->name;
            row.targetBefore = target->reading;
            decideRow(row, source, *target, targetRole);
        } else if (!row.extension.empty()) {
            continue; // the extension is not there, or another version of it: nobody asks for the sequence
        } else {
            row.findings.push_back(
                {Severity::Warning, Code::SequenceMissing, {matching.expectedName(source).display()}, {}});
        }
        rows.push_back(std::move(row));
    }
    settleMerged(rows, targetsByName);
    for (auto &row : rows) {
        if (row.newValue)
            keepWhatIsAhead(row, *targetsByName.at(*row.target));
    }
    return rows;
}

} // namespace tidegate::sequences
