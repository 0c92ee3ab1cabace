// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "cli/run_printer.h"

#include <string>
#include <vector>

namespace tidegate::cli {

/// The terminal's view of a run: events scroll by above, and below them stands a table that is redrawn in place.
class LiveTable final : public RunPrinter
{
public:
    explicit LiveTable(Output &output) : m_output(output) {}

    void happened(const migration::Event &event) override;
    void progressed(const progress::ProgressSnapshot &snapshot) override;
    void finished(migration::Outcome outcome, const std::optional<Problem> &problem) override;

    /// What stands below the events, for a terminal of this size; pure.
    static std::vector<std::string> draw(const progress::ProgressSnapshot &snapshot, int width, int height);

private:
    void redraw(const std::string &above);

    Output &m_output;
    std::vector<std::string> m_lines; ///< as last drawn
    std::size_t m_drawn = 0;          ///< how many of them stand on the screen
};

} // namespace tidegate::cli
