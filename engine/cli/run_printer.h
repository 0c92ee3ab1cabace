// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "cli/output.h"
#include "migration/migration.h"

#include <memory>
#include <optional>

namespace tidegate::cli {

/// How `run` shows what happens. One thread.
class RunPrinter
{
public:
    virtual ~RunPrinter() = default;
    virtual void happened(const migration::Event &event) = 0;
    virtual void progressed(const progress::ProgressSnapshot &snapshot) = 0;
    virtual void finished(migration::Outcome outcome, const std::optional<Problem> &problem) = 0;
};

/// A live table on a terminal that takes ANSI sequences, JSON objects with --json, else a line per event.
std::unique_ptr<RunPrinter> makeRunPrinter(Output &output, bool liveTable);

} // namespace tidegate::cli
