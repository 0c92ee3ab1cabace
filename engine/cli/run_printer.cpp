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
        m_figures = figuresLine(snapshot);
        // Asked in this order: the throttle counts from the last line that was printed.
        if (m_figures != m_printed && m_throttle.due(progress::Clock::now()))
            printFigures();
    }
    void finished(migration::Outcome outcome, const std::optional<Problem> &problem) override
    {
        if (m_figures != m_printed)
            printFigures(); // the sums of the run must not depend on when it ended
        if (problem)
            m_output.problem(*problem);
        m_output.line(timeNow() + "  end  " + outcomeName(outcome));
    }

private:
    void printFigures()
    {
        m_printed = m_figures;
        m_output.line(timeNow() + "  progress  " + m_figures);
    }

    Output &m_output;
    progress::Throttle m_throttle{std::chrono::seconds(30)};
    std::string m_figures;
    std::string m_printed;
};

class JsonPrinter final : public RunPrinter
{
public:
    explicit JsonPrinter(Output &output) : m_output(output) {}

    void happened(const migration::Event &event) override { m_output.object(toJson(event)); }
    void progressed(const progress::ProgressSnapshot &snapshot) override
    {
        m_unprinted = snapshot;
        if (m_throttle.due(progress::Clock::now()))
            printFigures();
    }
    void finished(migration::Outcome outcome, const std::optional<Problem> &problem) override
    {
        printFigures();
        QJsonObject object{{QStringLiteral("kind"), QStringLiteral("end")},
                           {QStringLiteral("outcome"), QLatin1String(outcomeName(outcome))}};
        if (problem)
            object.insert(QStringLiteral("problem"), toJson(*problem));
        m_output.object(object);
    }

private:
    void printFigures()
    {
        if (m_unprinted)
            m_output.object(toJson(*m_unprinted));
        m_unprinted.reset();
    }

    Output &m_output;
    progress::Throttle m_throttle{std::chrono::seconds(2)};
    std::optional<progress::ProgressSnapshot> m_unprinted;
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
