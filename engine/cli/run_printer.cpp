// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/run_printer.h"

#include "cli/figures.h"
#include "cli/json.h"
#include "cli/live_table.h"
#include "phrases/phrases.h"
#include "progress/rate.h"

namespace tidegate::cli {

namespace {

/// One line per event, and now and then one of figures while they move.
class LinesPrinter final : public RunPrinter
{
public:
    explicit LinesPrinter(Output &output) : m_output(output) {}

    void happened(const migration::Event &event) override
    {
        m_output.line(timeNow() + "  " + eventLine(event));
    }
    void progressed(const progress::ProgressSnapshot &snapshot) override
    {
        // Asked in this order: the throttle counts from the last line that was printed.
        const auto figures = figuresLine(snapshot);
        if (figures == m_last || !m_throttle.due(progress::Clock::now()))
            return;
        m_last = figures;
        m_output.line(timeNow() + "  progress  " + figures);
    }
    void finished(migration::Outcome outcome, const std::optional<Problem> &problem) override
    {
        if (problem)
            m_output.problem(*problem);
        m_output.line(timeNow() + "  end  " + outcomeName(outcome));
    }

private:
    Output &m_output;
    progress::Throttle m_throttle{std::chrono::seconds(30)};
    std::string m_last;
};

class JsonPrinter final : public RunPrinter
{
public:
    explicit JsonPrinter(Output &output) : m_output(output) {}

    void happened(const migration::Event &event) override { m_output.object(toJson(event)); }
    void progressed(const progress::ProgressSnapshot &snapshot) override
    {
        if (m_throttle.due(progress::Clock::now()))
            m_output.object(toJson(snapshot));
    }
    void finished(migration::Outcome outcome, const std::optional<Problem> &problem) override
    {
        QJsonObject object{{QStringLiteral("kind"), QStringLiteral("end")},
                           {QStringLiteral("outcome"), QLatin1String(outcomeName(outcome))}};
        if (problem)
            object.insert(QStringLiteral("problem"), toJson(*problem));
        m_output.object(object);
    }

private:
    Output &m_output;
    progress::Throttle m_throttle{std::chrono::seconds(2)};
};

} // namespace

std::unique_ptr<RunPrinter> makeRunPrinter(Output &output, bool liveTable)
{
    if (output.json())
        return std::make_unique<JsonPrinter>(output);
    if (liveTable)
        return std::make_unique<LiveTable>(output);
    return std::make_unique<LinesPrinter>(output);
}

} // namespace tidegate::cli
