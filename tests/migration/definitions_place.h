// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "rules_place.h"

#include <QStringList>

#include <string>
#include <vector>

namespace tidegate::rules {

/// For DEFINITIONS.md: table t, with fifty rows on the source, is published, and its definition changes midway. Runs look after
/// half a second whether the target was mended.
class DefinitionTest : public PlaceTest
{
    Q_OBJECT

protected:
    static constexpr char table[] = "CREATE TABLE t (id int PRIMARY KEY, a int, b text NOT NULL DEFAULT 'b', c varchar(5));";

    void run(std::vector<std::string> failpoints = {}, const std::vector<std::string> &more = {});
    /// Runs until everything is copied and followed.
    bool runs(const std::vector<std::string> &more = {});
    support::CommandResult command(const std::string &verb, const std::vector<std::string> &more = {}) const;
    /// The statement that status shows; empty if it shows none in half a minute.
    std::string shown() const;
    /// Runs what is shown, until what the source commits now has arrived.
    void mendAsShown(const std::string &words);
    /// mendAsShown(), after which both sides have the same rows and columns.
    void verifyMended(const std::string &words);
    void verifyEqual(const std::vector<support::TablePair> &tables = {{"public.t"}});
    void onBoth(const char *change) const;
    /// The run may have ended.
    void verifyRowsOfT() const;
    /// The cutover goes through, after which both sides have the same rows.
    void verifyCutsOver() const;
    std::string columns(bool ofSource) const;
    /// Columns change, rows (written under the new definition), words (that the stop says).
    static void changes(const QStringList &without = {});

protected slots:
    void init();
};

} // namespace tidegate::rules
